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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
            Artifact artifact = pipeline.generate(List.of(ImageDecoder.decode(Files.readAllBytes(PICTURE))), request,
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
        Solid solid = solid(files.getOrDefault("3D/3dmodel.model", new byte[0]));
        assertThat(solid.unit()).isEqualTo("millimeter");
        assertThat(solid.triangles()).hasSize((stl.length - 84) / 50);
        assertThat(solid.colors()).isGreaterThan(10);
        assertThat(solid.triangles()).as("triangles with a colour at each corner").allMatch(t -> t[3] < solid.colors()
                && t[4] < solid.colors() && t[5] < solid.colors());
        Map<Long, Integer> edges = new HashMap<>();
        long n = solid.heights().size();
        for (int[] t : solid.triangles()) {
            for (int k = 0; k < 3; k++) edges.merge(t[k] * n + t[(k + 1) % 3], 1, Integer::sum);
        }
        long open = edges.entrySet().stream().filter(e -> e.getValue() != 1
                || !edges.containsKey(e.getKey() % n * n + e.getKey() / n)).count();
        assertThat(open).as("edges without exactly one neighbour the other way round").isZero();
        assertThat(Collections.max(solid.heights())).isCloseTo(HEIGHT_MM, within(1e-3));
    }

    /** A 3MF model as it is read; of each triangle three vertices and the colours at them. */
    private record Solid(String unit, int colors, List<Double> heights, List<int[]> triangles) {}

    private static Solid solid(byte[] xml) throws XMLStreamException {
        XMLStreamReader in = XMLInputFactory.newDefaultFactory().createXMLStreamReader(new ByteArrayInputStream(xml));
        String unit = "";
        int colors = 0;
        List<Double> heights = new ArrayList<>();
        List<int[]> triangles = new ArrayList<>();
        while (in.hasNext()) {
            if (in.next() != XMLStreamConstants.START_ELEMENT) continue;
            switch (in.getLocalName()) {
                case "model" -> unit = in.getAttributeValue(null, "unit");
                case "color" -> colors++;
                case "vertex" -> heights.add(Double.valueOf(in.getAttributeValue(null, "z")));
                case "triangle" -> triangles.add(Stream.of("v1", "v2", "v3", "p1", "p2", "p3").mapToInt(name -> Integer
                        .parseInt(in.getAttributeValue(null, name))).toArray());
                default -> {}
            }
        }
        return new Solid(unit, colors, heights, triangles);
    }
}
