// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Packs charts into a square texture at its final resolution. Each chart becomes the bitmap of texels it touches, grown
 * by the padding; from the largest to the smallest each is put, in the best of its quarter turns, where its far edge is
 * lowest in a strip as wide as the texture (bottom-left first fit on bitmaps). Large charts are placed on a coarser
 * lattice, which costs a percent of area and saves most of the time.
 *
 * <p>
 * The scale is found by packing: a strip of open height tells how much too large or small it was, then four candidates
 * at a time close in on the largest that fits. Charts look for their place near that of the last one like them; where
 * many charts leave the texture loose, as those of lattices do, they look among all rows in the end. That fills 0.01 to
 * 0.03 more of it (0.536 to 0.562 for 805 charts of round bars) and would take five times as long throughout. A full
 * retry for each of six scales at single texels took 4.8 s for 600 charts in a 2048 texture; a skyline instead of
 * bitmaps leaves the holes under large charts empty.
 */
final class AtlasPacker {
    /** Share of the texture the first guess aims to cover. */
    private static final double FIRST_FILL = 0.75;
    private static final int CANDIDATES = 4;
    private static final int MANY_CHARTS = 2000;
    private static final int FEW_CHARTS = 80;
    /**
     * Up to this many charts several orders are tried: of a torus of 14 charts 3 orders fill 0.612, 8 0.616, 12 0.634.
     */
    private static final int VERY_FEW_CHARTS = 40;
    private static final int ORDERS = 12;
    /** Where less of the texture is covered, each chart looks for its place among all rows. */
    private static final double LOOSE_FILL = 0.56;
    private static final double SQUEEZE = 1.016;
    private static final int SQUEEZES = 3;
    /** A chart's lattice is coarsened until its shorter side is below twice this many cells. */
    private static final int CELLS = 48;
    /** Coarsest cell of a texture: the same number of them for any size. */
    private static final int COARSEST = 256;

    private final List<Chart> charts;
    private final int size;
    private final int padding;
    private final double[][] low;
    private final double[][] high;
    private final double area;
    private final double halfPerimeter;

    /**
     * Where charts lie.
     *
     * @param scale
     *            texels per mesh unit
     * @param padding
     *            free texels around each chart
     * @param uvs
     *            per chart: texture coordinates of its vertices in [0, 1], length 2n
     */
    record Packing(double scale, int padding, List<float[]> uvs) {}

    private record Placed(double scale, int[] x, int[] y, int[] turns, int height) {}

    private AtlasPacker(List<Chart> charts, int size, int padding) {
        this.charts = charts;
        this.size = size;
        this.padding = padding;
        low = new double[charts.size()][];
        high = new double[charts.size()][];
        double areas = 0, sides = 0;
        for (int i = 0; i < charts.size(); i++) {
            double[] uv = charts.get(i).uv();
            low[i] = new double[]{Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
            high[i] = new double[]{Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
            for (int v = 0; v < uv.length; v++) {
                low[i][v & 1] = Math.min(low[i][v & 1], uv[v]);
                high[i][v & 1] = Math.max(high[i][v & 1], uv[v]);
            }
            for (int t = 0; t < charts.get(i).triangleCount(); t++) areas += charts.get(i).doubleArea(t) / 2;
            sides += high[i][0] - low[i][0] + high[i][1] - low[i][1];
        }
        area = areas;
        halfPerimeter = sides;
    }

    /**
     * Packs with the padding asked for or, when there are too many charts for that, with less.
     *
     * @return empty when there are more charts than fit at one texel each
     */
    static Optional<Packing> pack(List<Chart> charts, int size, int padding, RunContext context) {
        for (int p = padding; p >= 0; p--) {
            long least = (long) charts.size() * (1 + 2 * p) * (1 + 2 * p);
            if (least > 0.85 * size * size) continue;
            Optional<Packing> packing = new AtlasPacker(charts, size, p).search(context);
            if (packing.isPresent()) return packing;
        }
        return Optional.empty();
    }

    private Optional<Packing> search(RunContext context) {
        context.at("pack", 0);
        double scale = firstScale();
        Placed first = null;
        for (int i = 0; i < 40 && first == null; i++) {
            first = place(scale, 3 * size, context.parallel());
            if (first == null) scale *= 0.6;
        }
        if (first == null) return Optional.empty();
        boolean few = charts.size() <= FEW_CHARTS;
        Placed best = first.height <= size ? first : null;
        double centre = scale * Math.sqrt((double) size / Math.max(1, first.height));
        double ratio = few ? 1.06 : 1.03;
        int rounds = few ? 4 : charts.size() <= MANY_CHARTS ? 3 : 2;
        for (int round = 0, tries = 0; round < rounds && tries < 40; tries++) {
            context.at("pack", (double) round / rounds);
            double[] scales = new double[CANDIDATES];
            for (int i = 0; i < CANDIDATES; i++) scales[i] = centre * Math.pow(ratio, i - 1.5);
            Placed[] results = new Placed[CANDIDATES];
            context.parallel().each(CANDIDATES, i -> results[i] = placeAlone(scales[i], false));
            int fits = -1;
            for (int i = 0; i < CANDIDATES; i++) {
                if (results[i] == null) continue;
                fits = i;
                if (best == null || scales[i] > best.scale) best = results[i];
            }
            if (best == null) {
                centre *= 0.88;
            } else if (fits == CANDIDATES - 1) {
                centre *= Math.pow(ratio, CANDIDATES - 1.0);
            } else {
                // the next candidates lie between the best that fits and the next that did not
                ratio = Math.pow(ratio, few ? 0.5 : 1.0 / CANDIDATES);
                centre = best.scale * Math.pow(ratio, CANDIDATES / 2.0);
                round++;
            }
        }
        if (best == null) return Optional.empty();
        boolean loose = area * best.scale * best.scale < LOOSE_FILL * size * size;
        return Optional.of(finish(!few && loose && charts.size() <= MANY_CHARTS ? squeezed(best) : best));
    }

    /** The same charts, larger where that goes when each looks for its place from the first row on. */
    private Placed squeezed(Placed packed) {
        Placed best = packed;
        double ratio = SQUEEZE;
        for (int i = 0; i < SQUEEZES; i++) {
            Placed larger = placeAlone(best.scale * ratio, true);
            if (larger != null) best = larger;
            ratio = Math.sqrt(ratio);
        }
        return best;
    }

    /** Where mask areas, a quadratic in the scale, fill the wanted share. */
    private double firstScale() {
        double budget = FIRST_FILL * size * size;
        double constant = 4.0 * padding * padding * charts.size();
        double left = Math.max(budget - constant, 0.02 * budget);
        double linear = 2 * padding * halfPerimeter * 0.8;
        if (area <= 0) return halfPerimeter > 0 ? left / (halfPerimeter * (1 + 2 * padding)) : 1;
        return (-linear + Math.sqrt(linear * linear + 4 * area * left)) / (2 * area);
    }

    private Bitmap mask(int chart, double scale) {
        return ChartMask.of(charts.get(chart), low[chart], high[chart], scale, padding, cell(chart, scale));
    }

    /** Whether all masks together are small enough to be made at all. */
    private boolean tooLarge(double scale, int limit) {
        double texels = 0;
        for (int i = 0; i < low.length; i++) {
            double w = (high[i][0] - low[i][0]) * scale + 2 * padding, h = (high[i][1] - low[i][1]) * scale
                    + 2 * padding;
            if (Math.min(w, h) > size || Math.max(w, h) > limit) return true;
            texels += w * h;
        }
        return texels > 4.0 * size * limit;
    }

    private @Nullable Placed place(double scale, int limit, Parallel parallel) {
        if (tooLarge(scale, limit)) return null;
        Bitmap[] masks = new Bitmap[charts.size()];
        parallel.each(masks.length, i -> masks[i] = mask(i, scale));
        return place(scale, masks, limit, 0, false);
    }

    private @Nullable Placed placeAlone(double scale, boolean allRows) {
        if (tooLarge(scale, size)) return null;
        Bitmap[] masks = new Bitmap[charts.size()];
        for (int i = 0; i < masks.length; i++) masks[i] = mask(i, scale);
        // a few charts fall into place in one order and not in another
        int orders = masks.length <= VERY_FEW_CHARTS ? ORDERS : 1;
        Placed placed = null;
        for (int order = 0; order < orders && placed == null; order++)
            placed = place(scale, masks, size, order, allRows);
        return placed;
    }

    /** What charts are sorted by, largest first: three measures of size, then the first one shuffled. */
    private static long rank(Bitmap mask, int order, int chart) {
        return switch (order) {
            case 0 -> mask.width + mask.height;
            case 1 -> Math.max(mask.width, mask.height);
            case 2 -> (long) mask.width * mask.height;
            // half perimeters as if they were up to twice as large
            default -> (long) (mask.width + mask.height)
                    * (1024 + ((chart * 0x9E3779B1 ^ order * 0x85EBCA6B) * 0x2C1B3C6D >>> 22));
        };
    }

    private @Nullable Placed place(double scale, Bitmap[] masks, int limit, int sorting, boolean allRows) {
        int n = masks.length;
        int[] cells = new int[n];
        for (int i = 0; i < n; i++) cells[i] = cell(i, scale);
        int[] order = IntStream.range(0, n).boxed().sorted((a, b) -> {
            int byLevel = Integer.compare(cells[b], cells[a]);
            int bySize = Long.compare(rank(masks[b], sorting, b), rank(masks[a], sorting, a));
            return byLevel != 0 ? byLevel : bySize != 0 ? bySize : Integer.compare(a, b);
        }).mapToInt(Integer::intValue).toArray();
        OccupancyGrid[] grids = new OccupancyGrid[Integer.numberOfTrailingZeros(maxCell()) + 1];
        for (int i = 0; i < grids.length; i++) grids[i] = new OccupancyGrid(Math.max(1, size >> i));
        int[] x = new int[n], y = new int[n], turns = new int[n];
        int[] cursor = new int[256];
        int top = 0, maxTurns = n > MANY_CHARTS ? 2 : 4;
        for (int chart : order) {
            Bitmap mask = masks[chart];
            int cell = cells[chart], level = Integer.numberOfTrailingZeros(cell);
            OccupancyGrid grid = grids[level];
            int sort = (int) Math.min(255, 6 * Math.log(Math.min(mask.width, mask.height)) / Math.log(2));
            int from = n <= FEW_CHARTS || allRows
                    ? 0
                    : Math.max(0, cursor[sort] - 2 * Math.max(mask.width, mask.height));
            Bitmap turned = mask.coarsen(cell);
            int bestEnd = limit + 1, bestRow = 0;
            for (int turn = 0; turn < maxTurns; turn++) {
                if (turn > 0) turned = turned.quarterTurn();
                OccupancyGrid.Shape shape = new OccupancyGrid.Shape(turned);
                int last = Math.floorDiv(bestEnd - 1, cell) - turned.height;
                long at = grid.find(shape, from / cell, last);
                if (at < 0) continue;
                bestRow = (int) (at / Math.max(1, size >> level)) * cell;
                bestEnd = bestRow + turned.height * cell;
                x[chart] = (int) (at % Math.max(1, size >> level)) * cell;
                y[chart] = bestRow;
                turns[chart] = turn;
            }
            if (bestEnd > limit) return null;
            Bitmap chosen = mask;
            for (int turn = 0; turn < turns[chart]; turn++) chosen = chosen.quarterTurn();
            cursor[sort] = bestRow;
            top = Math.max(top, bestEnd);
            grids[0].take(chosen, x[chart], y[chart]);
            for (int i = 1; i <= level; i++) {
                grids[i].takeFrom(grids[i - 1], x[chart] >> i, y[chart] >> i, x[chart] + chosen.width - 1 >> i,
                        y[chart] + chosen.height - 1 >> i);
            }
        }
        return new Placed(scale, x, y, turns, top);
    }

    /** Side of a chart's lattice cells in texels. */
    private int cell(int chart, double scale) {
        int shorter = 2 * padding + Math.min(ChartMask.texels(high[chart][0] - low[chart][0], scale), ChartMask.texels(
                high[chart][1] - low[chart][1], scale));
        return Math.min(Integer.highestOneBit(Math.max(1, shorter / CELLS)), maxCell());
    }

    private int maxCell() { return Integer.highestOneBit(Math.max(1, size / COARSEST)); }

    private Packing finish(Placed placed) {
        float[][] uvs = new float[charts.size()][];
        for (int i = 0; i < uvs.length; i++) {
            double[] flat = charts.get(i).uv();
            float[] uv = new float[flat.length];
            int cell = cell(i, placed.scale);
            int width = Math.ceilDiv(ChartMask.texels(high[i][0] - low[i][0], placed.scale) + 2 * padding, cell) * cell;
            int height = Math.ceilDiv(ChartMask.texels(high[i][1] - low[i][1], placed.scale) + 2 * padding, cell)
                    * cell;
            for (int v = 0; v < flat.length; v += 2) {
                double px = (flat[v] - low[i][0]) * placed.scale + padding;
                double py = (flat[v + 1] - low[i][1]) * placed.scale + padding;
                double tx = switch (placed.turns[i]) {
                    case 0 -> px;
                    case 1 -> height - py;
                    case 2 -> width - px;
                    default -> py;
                };
                double ty = switch (placed.turns[i]) {
                    case 0 -> py;
                    case 1 -> px;
                    case 2 -> height - py;
                    default -> width - px;
                };
                uv[v] = (float) Math.clamp((placed.x[i] + tx) / size, 0, 1);
                uv[v + 1] = (float) Math.clamp((placed.y[i] + ty) / size, 0, 1);
            }
            uvs[i] = uv;
        }
        return new Packing(placed.scale, padding, Arrays.asList(uvs));
    }
}
