// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.formats.ObjWriter;
import dev.pixal3d.gltf.formats.PlyWriter;
import dev.pixal3d.gltf.formats.StlWriter;
import dev.pixal3d.gltf.formats.UsdzWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.Locale;

/** The file formats a model can be written in, chosen by the output file's extension. */
enum ModelFormat {
    GLB("glb"),
    /** A zip with OBJ, MTL and textures. */
    OBJ("zip"),
    /** Watertight, in millimetres, for printing. */
    STL("stl"),
    /** With vertex colours. */
    PLY("ply"), USDZ("usdz");

    private final String extension;

    ModelFormat(String extension) { this.extension = extension; }

    static ModelFormat of(Path output) {
        String given = Pictures.extension(output);
        for (ModelFormat format : values()) if (format.extension.equals(given)) return format;
        throw new UsageException("-o: the format is not known (got " + output + ", allowed " + Arrays.stream(values())
                .map(f -> "*." + f.extension + (f == OBJ ? " (OBJ)" : "")).collect(Collectors.joining(", ")) + ").");
    }

    String extension() { return extension; }

    /**
     * The model in this format.
     *
     * @param height
     *            of an STL model in millimetres
     */
    byte[] convert(byte[] glb, String name, double height) {
        return switch (this) {
            case GLB -> glb;
            case OBJ -> ObjWriter.write(GlbReader.read(glb), name);
            case STL -> StlWriter.write(GlbReader.read(glb), height);
            case PLY -> PlyWriter.write(GlbReader.read(glb));
            case USDZ -> UsdzWriter.write(GlbReader.read(glb));
        };
    }

    @Override
    public String toString() { return name().toLowerCase(Locale.ROOT); }
}
