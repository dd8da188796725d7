// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.core.ProblemException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What gltfpack and gltf-transform make of our files reads back as the model that it was. */
class ForeignWritersTest {
    private static final double RADIUS = 0.4, VOLUME = 0.26718;

    @ParameterizedTest
    @EnumSource(GeometryCompression.class)
    void theSameSphereComesBack(GeometryCompression compression, @TempDir Path folder) throws Exception {
        TexturedMesh sphere = Samples.sphere(60, 40);
        Path ours = Files.write(folder.resolve("ours.glb"), Samples.glb(sphere, Samples.material(AlphaMode.OPAQUE),
                TextureFormat.PNG, compression));
        JsonNode files = JsonMapper.builder().build().readTree(NodeScript.run("foreign.mjs", List.of(ours.toString(),
                folder.toString())));
        assertThat(files.size()).isGreaterThan(10);
        for (JsonNode name : files) {
            Path file = Path.of(name.asString());
            if (file.toString().contains("draco")) {
                assertThatThrownBy(() -> GlbReader.read(Files.readAllBytes(file))).isInstanceOf(ProblemException.class)
                        .hasMessageContaining("KHR_draco_mesh_compression").hasMessageNotContaining("damaged");
            } else {
                isTheSphere(file.getFileName().toString(), GlbReader.read(Files.readAllBytes(file)),
                        sphere.triangleCount());
            }
        }
    }

    private static void isTheSphere(String file, GlbModel model, int triangles) {
        assertThat(model.notes()).as(file).isEmpty();
        assertThat(model.triangleCount()).as(file).isEqualTo(triangles);
        MeshReport solid = MeshReport.of(WeldedVertices.weld(model.merged()));
        assertThat(solid.watertight()).as(file).isTrue();
        assertThat(solid.signedVolume()).as(file).isCloseTo(VOLUME, within(2e-4));
        assertThat(model.textures()).as(file).hasSize(3);
        for (GlbPrimitive primitive : model.primitives()) {
            TexturedMesh mesh = primitive.mesh();
            for (int v = 0; v < mesh.vertexCount(); v++) {
                float[] p = mesh.positions(), n = mesh.normals();
                double length = Math.hypot(Math.hypot(p[3 * v], p[3 * v + 1]), p[3 * v + 2]), along = 0;
                double unit = Math.hypot(Math.hypot(n[3 * v], n[3 * v + 1]), n[3 * v + 2]);
                assertThat(unit).as("length of a normal in " + file).isCloseTo(1, within(0.02));
                assertThat(length).as(file).isCloseTo(RADIUS, within(1e-4));
                for (int k = 0; k < 3; k++) along += p[3 * v + k] * n[3 * v + k] / (length * unit);
                assertThat(along).as("normal in " + file).isGreaterThan(0.999);
                assertThat(mesh.uvs()[2 * v + 1]).as("v in " + file)
                        .isCloseTo((float) (Math.acos(p[3 * v + 1] / length) / Math.PI), within(2e-3f));
            }
        }
    }
}
