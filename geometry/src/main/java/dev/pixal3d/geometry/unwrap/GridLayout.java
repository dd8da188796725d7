// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import java.util.ArrayList;
import java.util.List;

/**
 * The last resort for dust: one square cell per chart, every chart shrunk to its cell. With more charts than texels
 * several share a cell.
 */
final class GridLayout {
    private GridLayout() {}

    static AtlasPacker.Packing lay(List<Chart> charts, int size) {
        int columns = Math.clamp((int) Math.ceil(Math.sqrt(charts.size())), 1, size);
        double cell = (double) size / columns;
        double inset = cell / 4;
        List<float[]> uvs = new ArrayList<>();
        for (int c = 0; c < charts.size(); c++) {
            int place = (int) (c % ((long) columns * columns));
            double[] flat = charts.get(c).uv();
            double x0 = Double.POSITIVE_INFINITY, y0 = x0, x1 = Double.NEGATIVE_INFINITY, y1 = x1;
            for (int v = 0; v < flat.length; v += 2) {
                x0 = Math.min(x0, flat[v]);
                x1 = Math.max(x1, flat[v]);
                y0 = Math.min(y0, flat[v + 1]);
                y1 = Math.max(y1, flat[v + 1]);
            }
            double extent = Math.max(x1 - x0, y1 - y0);
            double scale = extent > 0 ? (cell - 2 * inset) / extent : 0;
            float[] uv = new float[flat.length];
            for (int v = 0; v < flat.length; v += 2) {
                uv[v] = (float) ((place % columns * cell + inset + (flat[v] - x0) * scale) / size);
                uv[v + 1] = (float) ((place / columns * cell + inset + (flat[v + 1] - y0) * scale) / size);
            }
            uvs.add(uv);
        }
        return new AtlasPacker.Packing(0, 0, uvs);
    }
}
