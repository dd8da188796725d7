// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** The surface in a file of any written format but GLB, as far as it can be measured: positions and triangles. */
public final class MeshFiles {
    /** Extensions of files that are read, without the dot, in lower case. */
    public static final Set<String> EXTENSIONS = Set.of("stl", "ply", "obj", "zip", "usda", "usdz", "3mf");
    /** Unpacked bytes of an archive's entry at most. */
    private static final int LARGEST = 1 << 30;

    private MeshFiles() {}

    /**
     * Reads a file; polygons become triangles. Vertices are as stored, so those of an STL are three a triangle.
     *
     * @param extension
     *            one of {@link #EXTENSIONS}
     * @throws dev.pixal3d.core.ProblemException
     *             when it is no such file
     */
    public static Mesh read(String extension, byte[] file) {
        return switch (extension) {
            case "stl" -> StlReader.read(file);
            case "ply" -> PlyReader.read(file);
            case "obj" -> ObjReader.read(file);
            case "usda" -> UsdReader.read(file);
            case "zip" -> ObjReader.read(entry(file, "zip", Set.of("obj")));
            case "3mf" -> ThreeMfReader.read(entry(file, "3mf", Set.of("model")));
            case "usdz" -> UsdReader.read(entry(file, "usdz", Set.of("usda", "usdc", "usd")));
            default -> throw new IllegalArgumentException("mesh file: unknown (got \"%s\", allowed %s)."
                    .formatted(extension, EXTENSIONS));
        };
    }

    private static byte[] entry(byte[] archive, String format, Set<String> endings) {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!endings.contains(name.substring(name.lastIndexOf('.') + 1))) continue;
                byte[] data = zip.readNBytes(LARGEST);
                if (zip.read() >= 0) {
                    throw Problem.unusable("%s: %s is too large (got more than %d bytes). Unpack it first."
                            .formatted(format, name, LARGEST)).exception();
                }
                return data;
            }
        } catch (ZipException | EOFException e) {
            throw Problem.unusable("%s: the archive is damaged (%s). Copy or export it again."
                    .formatted(format, e.getMessage())).exception();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw Problem.unusable("%s: the archive holds no model (allowed a file that ends in one of %s)."
                .formatted(format, endings.stream().sorted().toList()) + " Is it a result of an export?").exception();
    }
}
