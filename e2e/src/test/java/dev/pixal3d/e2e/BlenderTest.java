// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Pivot;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.formats.WriteSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Blender makes of our files when an artist imports them: up axis, size, pivot, names, materials. Needs a blender
 * on the PATH ({@code apt-get install blender python3-numpy}); its importers of formats it was built without are left
 * out.
 */
class BlenderTest {
    private static final double HEIGHT = 0.5;
    /** Half the model's width and depth for that height. */
    private static final double HALF_WIDTH = 0.125, HALF_DEPTH = 0.0625;
    private static final String SCRIPT = """
            import bpy, json, sys, numpy
            numpy.bool = bool  # Debian's numpy is newer than its Blender
            load = {"glb": lambda p: bpy.ops.import_scene.gltf(filepath=p),
                    "obj": lambda p: bpy.ops.wm.obj_import(filepath=p),
                    "stl": lambda p: bpy.ops.import_mesh.stl(filepath=p),
                    "ply": lambda p: bpy.ops.import_mesh.ply(filepath=p)}
            for path in sys.argv[sys.argv.index("--") + 1:]:
                bpy.ops.wm.read_factory_settings(use_empty=True)
                load[path.rsplit(".", 1)[1]](path)
                for o in [o for o in bpy.data.objects if o.type == "MESH"]:
                    at = [o.matrix_world @ v.co for v in o.data.vertices]
                    print("FACTS " + json.dumps({"object": o.name, "mesh": o.data.name,
                        "materials": [m.name for m in o.data.materials], "images": [i.name for i in bpy.data.images],
                        "low": [min(p[k] for p in at) for k in range(3)],
                        "high": [max(p[k] for p in at) for k in range(3)], "origin": list(o.matrix_world.translation)}))
            """;

    @TempDir
    private Path dir = Path.of("");

    /** Twice as high as wide, twice as wide as deep, and away from the origin. */
    private static FinishedModel chair() {
        TexturedMesh round = Samples.sphere(24, 16);
        float[] p = round.positions().clone();
        for (int i = 0; i < p.length; i += 3) {
            // the sphere's poles are on z
            float x = p[i], y = p[i + 1], z = p[i + 2];
            p[i] = 0.5f * x + 0.1f;
            p[i + 1] = z - 0.05f;
            p[i + 2] = -0.25f * y + 0.07f;
        }
        return Samples.finished("chair", new TexturedMesh(p, round.normals(), round.uvs(), round.tangents(), round
                .triangles(), false), Samples.material(AlphaMode.OPAQUE));
    }

    private Path write(ModelWriter writer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Parallel one = new Parallel(1)) {
            writer.write(chair(), new WriteSettings(TextureFormat.PNG, GeometryCompression.NONE, Front.GLTF,
                    Pivot.BOTTOM, OptionalDouble.of(HEIGHT)), one, out);
        }
        if (!writer.id().equals("obj")) return Files.write(dir.resolve("chair." + writer.id()), out.toByteArray());
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                Files.write(dir.resolve(e.getName()), zip.readAllBytes());
            }
        }
        return dir.resolve("chair.obj");
    }

    private static List<JsonNode> imported(List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("blender", "--background", "--factory-startup",
                "--python-exit-code", "1", "--python-expr", SCRIPT, "--"));
        files.forEach(f -> command.add(f.toString()));
        return Program.run(new ProcessBuilder(command), 300).lines().filter(l -> l.startsWith("FACTS "))
                .map(l -> JsonMapper.builder().build().readTree(l.substring(6))).toList();
    }

    @Test
    void everyFormatArrivesUprightInItsSizeOnItsFeetAndUnderItsName() throws Exception {
        assumeTrue(Program.isInstalled("blender"), "no blender on the PATH: imports are not tested");
        List<ModelWriter> writers = Stream.of("glb", "obj", "stl", "ply").map(id -> ModelWriters.of(id).orElseThrow())
                .toList();
        List<Path> files = new ArrayList<>();
        for (ModelWriter writer : writers) files.add(write(writer));
        List<JsonNode> facts = imported(files);
        assertThat(facts).hasSize(writers.size());
        for (int i = 0; i < facts.size(); i++) {
            JsonNode read = facts.get(i);
            String id = writers.get(i).id();
            double unit = id.equals("stl") ? 1000 : 1;
            // PLY names no axis; ours has y up as glTF, and Blender takes a PLY's axes as they are
            int up = id.equals("ply") ? 1 : 2;
            assertThat(read.path("object").asString()).as(id).isEqualTo("chair");
            assertThat(read.path("mesh").asString()).as(id).isEqualTo("chair");
            assertThat(read.path("origin")).as(id).allMatch(n -> n.asDouble() == 0);
            assertThat(read.at("/low/" + up).asDouble()).as(id).isCloseTo(0, within(1e-4 * unit));
            assertThat(read.at("/high/" + up).asDouble()).as(id).isCloseTo(HEIGHT * unit, within(1e-4 * unit));
            assertThat(read.at("/high/0").asDouble()).as(id).isCloseTo(unit * HALF_WIDTH, within(2e-3 * unit));
            assertThat(read.at("/high/" + (3 - up)).asDouble()).as(id).isCloseTo(unit * HALF_DEPTH,
                    within(2e-3 * unit));
            boolean textured = writers.get(i).textured();
            assertThat(read.path("materials").size()).as(id).isEqualTo(textured ? 1 : 0);
            if (!textured) continue;
            assertThat(read.at("/materials/0").asString()).isEqualTo("chair");
            assertThat(read.path("images")).as(id).isNotEmpty().allMatch(n -> n.asString().startsWith("chair_"));
        }
    }
}
