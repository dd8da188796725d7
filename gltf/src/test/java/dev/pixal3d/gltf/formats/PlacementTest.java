// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.Pivot;
import dev.pixal3d.gltf.Placement;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.SilhouetteOverlap;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Where a model stands in its file, how high it is and what its parts are called. */
class PlacementTest {
    private static final double HEIGHT = 0.45;
    private static final float ANGLE = 0.7f;

    private final FinishedModel model = Samples.finished("Stuhl \u00e4", lopsided(),
            Samples.material(AlphaMode.OPAQUE));

    /** A sphere that is neither round nor in the middle. */
    private static TexturedMesh lopsided() {
        TexturedMesh round = Samples.sphere(24, 16);
        float[] p = round.positions().clone();
        for (int i = 0; i < p.length; i += 3) {
            p[i] = 0.5f * p[i] + 0.1f;
            p[i + 1] = 0.7f * p[i + 1] - 0.05f;
            p[i + 2] = 0.3f * p[i + 2] + 0.07f;
        }
        return new TexturedMesh(p, round.normals(), round.uvs(), round.tangents(), round.triangles(), false);
    }

    private byte[] file(ModelWriter writer, Front front, Pivot pivot, OptionalDouble height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Parallel one = new Parallel(1)) {
            writer.write(model, new WriteSettings(TextureFormat.PNG, GeometryCompression.NONE, front, pivot, height),
                    one, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(Pivot.class)
    void theModelIsAsHighAsAskedAndStandsWhereAsked(Pivot pivot) {
        for (Front front : Front.values()) {
            byte[] glb = file(ModelWriters.GLB, front, pivot, OptionalDouble.of(HEIGHT));
            Bounds box = Bounds.of(GlbReader.read(glb).merged().positions(), 3);
            assertThat((double) box.high()[1] - box.low()[1]).isCloseTo(HEIGHT, within(1e-5));
            float[] middle = new float[3];
            for (int k = 0; k < 3; k++) middle[k] = (box.low()[k] + box.high()[k]) / 2;
            if (pivot != Pivot.ORIGIN)
                assertThat(new float[]{middle[0], middle[2]}).containsExactly(new float[2], within(1e-5f));
            if (pivot == Pivot.CENTER) assertThat(middle[1]).isCloseTo(0, within(1e-5f));
            if (pivot == Pivot.BOTTOM) assertThat(box.low()[1]).isCloseTo(0, within(1e-5f));
            Bounds ply = plyBox(file(new PlyWriter(), front, pivot, OptionalDouble.of(HEIGHT)));
            assertThat(ply.low()).containsExactly(box.low(), within(1e-6f));
            assertThat(ply.high()).containsExactly(box.high(), within(1e-6f));
        }
    }

    private static Bounds plyBox(byte[] ply) {
        String header = new String(ply, StandardCharsets.ISO_8859_1);
        int body = header.indexOf("end_header\n") + 11;
        int count = Integer.parseInt(header.replaceAll("(?s).*element vertex (\\d+).*", "$1"));
        ByteBuffer in = ByteBuffer.wrap(ply).order(ByteOrder.LITTLE_ENDIAN);
        float[] p = new float[3 * count];
        for (int i = 0; i < p.length; i++) p[i] = in.getFloat(body + 27 * (i / 3) + 4 * (i % 3));
        return Bounds.of(p, 3);
    }

    @Test
    void theInputCameraIsFoundAgainFromTheManifest() {
        GlbModel still = GlbReader.read(file(ModelWriters.GLB, Front.GLTF, Pivot.ORIGIN, OptionalDouble.empty()));
        assertThat(still.extras()).doesNotContainKey("placement");
        double distance = 0.5 / Math.tan(ANGLE / 2);
        try (Parallel one = new Parallel(1)) {
            RgbaImage wanted = new Renderer(still).render(new View.InputCamera(ANGLE, distance, Front.GLTF),
                    RenderOptions.of(128, RenderMode.MASK), one);
            for (Front front : Front.values()) {
                GlbModel moved = GlbReader.read(file(ModelWriters.GLB, front, Pivot.BOTTOM,
                        OptionalDouble.of(HEIGHT)));
                JsonNode told = JsonMapper.builder().build().valueToTree(moved.extras().get("placement"));
                Placement placement = new Placement(told.path("scale").asDouble(), told.at("/translation/0").asDouble(),
                        told.at("/translation/1").asDouble(), told.at("/translation/2").asDouble());
                RgbaImage seen = new Renderer(moved).render(new View.InputCamera(ANGLE, distance, front, placement),
                        RenderOptions.of(128, RenderMode.MASK), one);
                assertThat(SilhouetteOverlap.iou(seen, alphaOf(wanted))).isGreaterThan(0.999);
            }
        }
    }

    /** A mask as a cut-out. */
    private static RgbaImage alphaOf(RgbaImage mask) {
        byte[] pixels = mask.pixels().clone();
        for (int i = 0; i < pixels.length; i += 4) pixels[i + 3] = pixels[i];
        return new RgbaImage(mask.width(), mask.height(), pixels);
    }

    @Test
    void partsHaveThePicturesName() {
        JsonNode glb = json(file(ModelWriters.GLB, Front.GLTF, Pivot.ORIGIN, OptionalDouble.empty()));
        for (String part : new String[]{"nodes", "meshes", "materials"}) {
            assertThat(glb.at("/" + part + "/0/name").asString()).as(part).isEqualTo("Stuhl \u00e4");
        }
        assertThat(glb.path("images")).extracting(i -> i.path("name").asString()).containsExactly(
                "Stuhl \u00e4_base_color", "Stuhl \u00e4_metallic_roughness", "Stuhl \u00e4_normal");
        String usd = new String(file(new UsdzWriter(), Front.GLTF, Pivot.ORIGIN, OptionalDouble.empty()),
                StandardCharsets.ISO_8859_1);
        assertThat(usd).contains("def Xform \"Stuhl_a\"",
                "def Mesh \"Stuhl_a_mesh\"", "def Material \"Stuhl_a_material\"",
                "defaultPrim = \"Stuhl_a\"", "</Stuhl_a/Materials/Stuhl_a_material>");
    }

    private static JsonNode json(byte[] glb) {
        int length = ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        return JsonMapper.builder().build().readTree(glb, 20, length);
    }

    @Test
    void aFlatModelKeepsItsSize() {
        Placement flat = Placement.of(new Bounds(new float[]{0, 1, 0}, new float[]{1, 1, 1}), Pivot.BOTTOM,
                OptionalDouble.of(2));
        assertThat(flat.scale()).isEqualTo(1);
        assertThat(flat.facts()).isEqualTo(Map.of("scale", 1.0, "translation", List.of(-0.5, -1.0, -0.5)));
        assertThat(flat.facts().keySet()).as("in one order, whatever process writes it").containsExactly("scale",
                "translation");
    }
}
