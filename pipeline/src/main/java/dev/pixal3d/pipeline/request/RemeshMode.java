// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

/** How remeshing rebuilds the surface. */
public enum RemeshMode {
    /** One closed hull on the surface itself. */
    HULL,
    /** Pixal3D's shell, one voxel around the surface. */
    REFERENCE
}
