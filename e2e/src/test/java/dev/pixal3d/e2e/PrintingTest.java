// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A model of the preview engine as it goes to a printer. ADMesh, which looks for what slicers repair, must find nothing
 * to repair; it needs an admesh on the PATH ({@code apt-get install admesh}).
 */
class PrintingTest {
    private static final Path PICTURE = Path.of("..", "examples", "robot.png");
    private static final double HEIGHT_MM = 60, WALL_MM = 3, BASE_MM = 0.5;

    @TempDir
    private Path dir = Path.of("");

    @Test
    void thePrintIsClosedThickEnoughAndStandsOnItsBase() throws Exception {
        ModelWriter stl = ModelWriters.of("stl").orElseThrow(), mf = ModelWriters.of("3mf").orElseThrow();
        GenerateRequest request = RequestReader.read(Map.of("image_url", "robot.png", "seed", 1, "decimation_target",
                20000, "engine", "preview", "height", HEIGHT_MM / 1000, "min_wall", WALL_MM, "flat_base", BASE_MM),
                new Random(1));
        byte[] stlFile, mfFile;
        Map<String, Object> said;
        try (Parallel parallel = Parallel.allCores();
                Pipeline pipeline = new Pipeline(new Engines(EngineOptions.NONE))) {
            Artifact artifact = pipeline.generate(ImageDecoder.decode(Files.readAllBytes(PICTURE)), request,
                    List.of(stl, mf), _ -> {}, RunContext.silent(parallel));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ExportReport report = artifact.write(stl, "robot", parallel, out);
            stlFile = out.toByteArray();
            out = new ByteArrayOutputStream();
            artifact.write(mf, "robot", parallel, out);
            mfFile = out.toByteArray();
            said = report.json();
        }
        assertThat(said.get("print")).asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("watertight", true).containsEntry("height_mm", HEIGHT_MM)
                .hasEntrySatisfying("base_mm2", a -> assertThat((Double) a).isGreaterThan(20))
                .hasEntrySatisfying("thin_share", s -> assertThat((Double) s).isLessThan(0.01));
        threeMfIsTheSameSolidInColours(mfFile, stlFile);
        assumeTrue(Program.isInstalled("admesh"), "no admesh on the PATH: prints are not checked with it");
        String found = admesh(stlFile);
        for (String fault : List.of("Total disconnected facets", "Degenerate facets", "Edges fixed", "Facets removed",
                "Facets reversed", "Backwards edges", "Normals fixed")) {
            assertThat(number(found, fault)).as(fault).isZero();
        }
        assertThat(found).containsPattern("Min Z =\\s+0\\.000000, Max Z =\\s+60\\.0000");
    }

    private String admesh(byte[] stl) throws IOException, InterruptedException {
        Path file = Files.write(dir.resolve("robot.stl"), stl);
        return Program.run(new ProcessBuilder("admesh", file.toString()), 120);
    }

    private static int number(String text, String name) {
        Matcher line = Pattern.compile(Pattern.quote(name) + "\\s*:\\s*(\\d+)").matcher(text);
        assertThat(line.find()).as(name).isTrue();
        return Integer.parseInt(line.group(1));
    }

    private static void threeMfIsTheSameSolidInColours(byte[] mf, byte[] stl) throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(mf))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                files.put(e.getName(), zip.readAllBytes());
            }
        }
        assertThat(files).containsOnlyKeys("[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model");
        Document model = DocumentBuilderFactory.newDefaultNSInstance().newDocumentBuilder()
                .parse(new ByteArrayInputStream(files.getOrDefault("3D/3dmodel.model", new byte[0])));
        assertThat(model.getDocumentElement().getAttribute("unit")).isEqualTo("millimeter");
        NodeList triangles = model.getElementsByTagNameNS("*", "triangle");
        NodeList vertices = model.getElementsByTagNameNS("*", "vertex");
        int colors = model.getElementsByTagNameNS("*", "color").getLength();
        assertThat(triangles.getLength()).isEqualTo((stl.length - 84) / 50);
        assertThat(colors).isGreaterThan(10);
        Map<Long, Integer> edges = new HashMap<>();
        int uncolored = 0;
        for (int t = 0; t < triangles.getLength(); t++) {
            Element triangle = (Element) triangles.item(t);
            for (int k = 0; k < 3; k++) {
                long from = whole(triangle, "v" + (k + 1)), to = whole(triangle, "v" + (k == 2 ? 1 : k + 2));
                edges.merge(from * vertices.getLength() + to, 1, Integer::sum);
                if (whole(triangle, "p" + (k + 1)) >= colors) uncolored++;
            }
        }
        long n = vertices.getLength();
        assertThat(uncolored).isZero();
        long open = edges.entrySet().stream().filter(e -> e.getValue() != 1
                || !edges.containsKey(e.getKey() % n * n + e.getKey() / n)).count();
        assertThat(open).as("edges without exactly one neighbour the other way round").isZero();
        double top = 0;
        for (int v = 0; v < n; v++) {
            top = Math.max(top, Double.parseDouble(((Element) vertices.item(v)).getAttribute("z")));
        }
        assertThat(top).isCloseTo(HEIGHT_MM, within(1e-3));
    }

    private static int whole(Element element, String attribute) {
        return Integer.parseInt(element.getAttribute(attribute));
    }
}
