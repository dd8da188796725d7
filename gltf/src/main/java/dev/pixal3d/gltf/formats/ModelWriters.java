// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** All formats; the first is the one of results. */
public final class ModelWriters {
    public static final ModelWriter GLB = new GlbFormat();
    public static final List<ModelWriter> ALL = List.of(GLB, new ObjWriter(), new StlWriter(), new PlyWriter(),
            new UsdzWriter(), new ThreeMfWriter());

    private ModelWriters() {}

    /** The format of that name. */
    public static Optional<ModelWriter> of(String id) {
        return ALL.stream().filter(w -> w.id().equals(id)).findFirst();
    }

    /**
     * The format of a file, told by the end of its name.
     *
     * @param where
     *            the file was named, for messages
     * @throws dev.pixal3d.core.ProblemException
     *             when no format has files that end so
     */
    public static ModelWriter ofFile(String where, Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return ofExtension(dot > 0 ? name.substring(dot + 1).toLowerCase(Locale.ROOT) : "")
                .orElseThrow(() -> Problem.usage("%s: the format is not known (got %s, allowed %s). %s".formatted(where,
                        file, ALL.stream().map(ModelWriters::pattern).collect(Collectors.joining(", ")),
                        "Choose one of these.")).exception());
    }

    private static String pattern(ModelWriter writer) {
        return "*." + writer.extension() + (writer.extension().equals(writer.id()) ? "" : " (" + writer.id() + ")");
    }

    /** The format whose files end so; without the dot, in lower case. */
    public static Optional<ModelWriter> ofExtension(String extension) {
        return ALL.stream().filter(w -> w.extension().equals(extension)).findFirst();
    }
}
