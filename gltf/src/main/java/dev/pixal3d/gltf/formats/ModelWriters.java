// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import java.util.List;
import java.util.Optional;

/** All formats; the first is the one of results. */
public final class ModelWriters {
    public static final ModelWriter GLB = new GlbFormat();
    public static final List<ModelWriter> ALL = List.of(GLB, new ObjWriter(), new StlWriter(), new PlyWriter(),
            new UsdzWriter(),
            new ThreeMfWriter());

    private ModelWriters() {}

    /** The format of that name. */
    public static Optional<ModelWriter> of(String id) {
        return ALL.stream().filter(w -> w.id().equals(id)).findFirst();
    }

    /** The format whose files end so; without the dot, in lower case. */
    public static Optional<ModelWriter> ofExtension(String extension) {
        return ALL.stream().filter(w -> w.extension().equals(extension)).findFirst();
    }
}
