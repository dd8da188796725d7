// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.geometry.mesh.FaceWinding;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.BrickMap;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;

/**
 * The walls a closed hull has no place for, as single faces to be drawn from both sides: sheets, and on demand the
 * interior walls. Quads and diagonals are those of {@link DualGrid}; windings are made alike, edges of more than two
 * faces parted.
 */
final class OpenWalls {
    private OpenWalls() {}

    static Mesh of(OVoxel voxels, BrickMap map, CornerLattice lattice, boolean interior) {
        byte[] crossed = new byte[voxels.count()];
        for (int i = 0; i < crossed.length; i++) {
            for (int axis = 0; axis < 3; axis++) {
                if ((voxels.crossed()[i] >> axis & 1) == 0) continue;
                int x = voxels.coords()[3 * i] + 2 - (axis == 0 ? 1 : 0);
                int y = voxels.coords()[3 * i + 1] + 2 - (axis == 1 ? 1 : 0);
                int z = voxels.coords()[3 * i + 2] + 2 - (axis == 2 ? 1 : 0);
                boolean low = lattice.outside(x, y, z);
                boolean high = lattice.outside(x + (axis == 0 ? 1 : 0), y + (axis == 1 ? 1 : 0),
                        z + (axis == 2 ? 1 : 0));
                if (low == high && (low || interior)) crossed[i] |= (byte) (1 << axis);
            }
        }
        Mesh mesh = DualGrid.mesh(new OVoxel(voxels.resolution(), voxels.coords(), voxels.dual(), crossed,
                voxels.attributes(), voxels.splitWeight()), map);
        return FaceWinding.splitCrowdedEdges(FaceWinding.unify(mesh));
    }

    /** Both meshes as one, without joining vertices. */
    static Mesh append(Mesh a, Mesh b) {
        float[] positions = Arrays.copyOf(a.positions(), a.positions().length + b.positions().length);
        System.arraycopy(b.positions(), 0, positions, a.positions().length, b.positions().length);
        int[] triangles = Arrays.copyOf(a.triangles(), a.triangles().length + b.triangles().length);
        for (int i = 0; i < b.triangles().length; i++) {
            triangles[a.triangles().length + i] = a.vertexCount() + b.triangles()[i];
        }
        return new Mesh(positions, triangles);
    }
}
