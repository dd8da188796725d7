// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Assets and settings for tests of single steps. */
final class Exports {
    /** Few faces, small textures. */
    static final Settings SMALL = Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 1000)
            .with(Parameters.TEXTURE_SIZE, 1024).with(Parameters.NORMAL_MAP, false);

    private Exports() {}

    static DecodedAsset of(OVoxel voxels) { return of(voxels, new VoxelAttributes(voxels)); }

    static DecodedAsset of(OVoxel voxels, AttributeField attributes) {
        return new DecodedAsset(() -> voxels, Optional.empty(), attributes, Optional.empty(), Optional.empty(),
                Map.of());
    }

    /** The same attributes everywhere. */
    static AttributeField constant(float... attributes) {
        return (_, _, _, out, at) -> System.arraycopy(attributes, 0, out, at, attributes.length);
    }

    /** Two volumes of the same resolution in one. */
    static OVoxel both(OVoxel a, OVoxel b) {
        return new OVoxel(a.resolution(), joined(a.coords(), b.coords()), joined(a.dual(), b.dual()),
                joined(a.crossed(), b.crossed()), joined(a.attributes(), b.attributes()), Optional.empty());
    }

    private static int[] joined(int[] a, int[] b) {
        int[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static float[] joined(float[] a, float[] b) {
        float[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    /** A solid cube of voxels' corners: what lies between the corner {@code low} and {@code high}, on every axis. */
    static OVoxel cube(int resolution, int low, int high) {
        int n = high - low + 1;
        int[] coords = new int[3 * n * n * n];
        byte[] crossed = new byte[n * n * n];
        int count = 0;
        for (int x = low - 1; x < high; x++) {
            for (int y = low - 1; y < high; y++) {
                for (int z = low - 1; z < high; z++) {
                    byte flags = 0;
                    int[] c = {x, y, z};
                    int inside = 0;
                    for (int k = 0; k < 8; k++) {
                        if (in(x + (k >> 2), low, high) && in(y + (k >> 1 & 1), low, high)
                                && in(z + (k & 1), low, high)) {
                            inside++;
                        }
                    }
                    if (inside == 0 || inside == 8) continue;
                    for (int axis = 0; axis < 3; axis++) {
                        int[] p = {x + 1, y + 1, z + 1};
                        boolean far = in(p[0], low, high) && in(p[1], low, high) && in(p[2], low, high);
                        p[axis]--;
                        boolean near = in(p[0], low, high) && in(p[1], low, high) && in(p[2], low, high);
                        if (far != near) flags |= (byte) (1 << axis);
                    }
                    System.arraycopy(c, 0, coords, 3 * count, 3);
                    crossed[count++] = flags;
                }
            }
        }
        float[] dual = new float[3 * count];
        Arrays.fill(dual, 0.5f);
        return new OVoxel(resolution, Arrays.copyOf(coords, 3 * count), dual, Arrays.copyOf(crossed, count),
                new float[OVoxel.ATTRIBUTES * count], Optional.empty());
    }

    /** Corners low to high - 1 are inside. */
    private static boolean in(int corner, int low, int high) {
        return corner >= low && corner < high;
    }
}
