// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.Material;
import java.io.ByteArrayInputStream;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.formats.WriteSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** three.js and the meshoptimizer decoder read the same solid from every format. */
class IndependentReadersTest {
    private static final double MILLIMETRES = 1000 * WriteSettings.PRINTED_HEIGHT, RADIUS = 0.4;

    @Test
    void everyFormatHoldsTheSameSolid(@TempDir Path folder) throws Exception {
        TexturedMesh mesh = Samples.sphere(60, 40);
        Material material = Samples.material(AlphaMode.OPAQUE);
        FinishedModel model = Samples.finished("a", mesh, material);
        List<Path> files = new ArrayList<>();
        files.add(write(folder, "packed.glb", Samples.glb(mesh, material, GeometryCompression.MESHOPT)));
        for (ModelWriter writer : ModelWriters.ALL) {
            // three.js reads 3MF in browsers only; PrintingTest reads it
            if (writer.equals(ModelWriters.GLB) || writer.id().equals("3mf")) continue;
            byte[] file = Samples.file(writer, model);
            boolean archive = writer.id().equals("obj");
            files.add(write(folder, "a." + writer.id(), archive ? firstEntry(file) : file));
        }
        JsonNode read = JsonMapper.builder().build().readTree(NodeScript.run("measure.mjs", files.stream().map(
                Path::toString).toList()));
        assertThat(read.size()).isEqualTo(files.size());
        for (JsonNode one : read) {
            boolean printed = one.get("file").asString().endsWith(".stl");
            double scale = printed ? MILLIMETRES / (2 * RADIUS) : 1;
            assertThat(one.get("triangles").asInt()).as(one.toString()).isEqualTo(mesh.triangleCount());
            assertThat(one.get("open").asInt()).as("watertight " + one).isZero();
            double tall = one.at("/max/2").asDouble() - one.at("/min/2").asDouble();
            assertThat(tall).as(one.toString()).isCloseTo(2 * RADIUS * scale, within(1e-3));
            assertThat(one.get("volume").asDouble() / Math.pow(scale, 3)).as(one.toString()).isCloseTo(0.26718, within(
                    2e-5));
            assertThat(one.at("/min/2").asDouble()).as(one.toString()).isCloseTo(printed ? 0 : -RADIUS, within(1e-4));
        }
    }

    private static Path write(Path folder, String name, byte[] data) throws Exception {
        return Files.write(folder.resolve(name), data);
    }

    private static byte[] firstEntry(byte[] zip) throws Exception {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            assertThat(in.getNextEntry()).isNotNull();
            return in.readAllBytes();
        }
    }
}
