// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.function.UnaryOperator;

/**
 * Features [n, c] of the voxels of a grid, row by row. The grid is shared and belongs to whoever made it; the features
 * belong to their scope.
 */
public record SparseTensor(SparseGrid grid, Tensor feats) {
    public SparseTensor {
        if (feats.rank() != 2 || feats.size(0) != grid.size()) {
            throw new TorchException("sparse tensor: features do not fit the grid (got " + feats + ", allowed ["
                    + grid.size() + ", channels]). Pass one row per voxel.");
        }
    }

    /** Other features on the same grid. */
    public SparseTensor with(Tensor other) {
        return new SparseTensor(grid, other);
    }

    /** Applies a function to the features, which keeps the rows. */
    public SparseTensor map(UnaryOperator<Tensor> function) {
        return with(function.apply(feats));
    }

    public long channels() { return feats.size(1); }

    /**
     * Moves channels to the children: [n, 8 c] becomes [children, c], block s of the channels going to child s.
     *
     * @param children
     *            what {@link SparseGrid#refine} returned for this grid
     */
    public SparseTensor toChildren(SparseGrid children) {
        Tensor blocks = feats.reshape(feats.size(0) * SparseGrid.CHILDREN, feats.size(1) / SparseGrid.CHILDREN);
        return new SparseTensor(children, blocks.indexSelect(0, children.origin(feats.device())));
    }
}
