// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The published archive for Linux, which {@code -Darchive=FILE} names, unpacked where nothing else is: in a root folder
 * without Java and Maven, under a path with spaces and umlauts that cannot be written, as a user without rights.
 */
@EnabledIfSystemProperty(named = "archive", matches = ".+", disabledReason = "needs ./pixal3d package first")
class ArchiveTest {
    private static final Path ARCHIVE = Path.of(System.getProperty("archive", ""));
    private static final Path FOLDER = Path.of("/opt/my progräms");

    @TempDir
    private static Path temp;
    private static BareRoot root;
    /** Where it was unpacked, seen from inside. */
    private static Path home;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        root = BareRoot.in(Files.createDirectories(temp.resolve("root")));
        Path to = Files.createDirectories(root.outside(FOLDER));
        Program.run(new ProcessBuilder("tar", "-xzf", ARCHIVE.toString(), "-C", to.toString()), 120);
        Program.run(new ProcessBuilder("chmod", "-R", "a-w", to.toString()), 60);
        try (Stream<Path> inside = Files.list(to)) {
            home = FOLDER.resolve(inside.findFirst().orElseThrow().getFileName());
        }
    }

    private static Path inside(String name) { return home.resolve(name); }

    private static String[] command(Object... words) {
        return Stream.concat(Stream.of(inside("bin/pixal3d")), Stream.of(words)).map(Object::toString)
                .toArray(String[]::new);
    }

    @Test
    void itsHashStandsBesideIt() throws Exception {
        String hash = Sha256.hex(ARCHIVE);
        Path list = ARCHIVE.resolveSibling(
                ARCHIVE.getFileName().toString().replaceFirst("\\.(tar\\.gz|zip)$", ".sha256"));
        assertThat(list).content().isEqualToIgnoringNewLines(hash + " *" + ARCHIVE.getFileName());
    }

    @Test
    void itHoldsTheNativeLibrariesOfItsPlatformOnly() throws IOException {
        List<String> libraries = new ArrayList<>();
        for (Path jar : jars()) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream().map(ZipEntry::getName).filter(name -> name.matches(".*\\.(so(\\..*)?|dll|dylib|jnilib)"))
                        .forEach(libraries::add);
            }
        }
        assertThat(libraries).hasSizeGreaterThan(10).allMatch(name -> name.matches(".*[Ll]inux[-/]x86_64.*"));
    }

    @Test
    void theBillOfMaterialsNamesEveryJar() throws IOException {
        JsonNode bill = JsonMapper.builder().build()
                .readTree(Files.readAllBytes(root.outside(inside("sbom.cdx.json"))));
        List<String> named = bill.get("components").valueStream()
                .map(c -> c.get("name").asString() + "-" + c.get("version").asString()).toList();
        assertThat(jars()).extracting(jar -> jar.getFileName().toString()).filteredOn(jar -> !jar.equals("pixal3d.jar"))
                .hasSizeGreaterThan(80).allMatch(jar -> named.stream().anyMatch(jar::startsWith));
        assertThat(bill.get("components").valueStream()).allMatch(c -> !c.path("licenses").isEmpty());
        for (String file : List.of("LICENSE", "NOTICE", "runtime/legal/java.base/LICENSE")) {
            assertThat(root.outside(inside(file))).exists();
        }
    }

    private static List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(root.outside(inside("lib")))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    @Test
    void everyLibraryThatTheProgramNamesIsThere() throws IOException {
        assertThat(ProgramJar.libraries(root.outside(inside("lib")))).hasSizeGreaterThan(50)
                .allSatisfy(jar -> assertThat(
                        jar).exists());
    }

    @Test
    void theMachineIsAllRight() throws Exception {
        String said = Program.run(root.command(true, (Object[]) command("doctor", "--port", 0)), 120);
        assertThat(said.lines()).anyMatch(line -> line.startsWith("ok      libtorch"))
                .noneMatch(line -> line.startsWith("failed") || line.contains("maven"));
    }

    @Test
    void itMakesAModelWithoutANetwork() throws Exception {
        Path model = BareRoot.HOME.resolve("röbot.glb");
        String out = Program.run(root.command(false, (Object[]) command("-J-Xmx1500m", "generate",
                inside("examples/robot.png"), "-o", model)), 240);
        assertThat(out.strip()).isEqualTo(model.toString());
        assertThat(KhronosValidator.validate(List.of(root.outside(model)))).singleElement()
                .satisfies(report -> assertThat(report.errors()).as(report.toString()).isZero());
    }

    @Test
    void itServesARealClientAndEndsWhenTold() throws Exception {
        Path log = temp.resolve("serve.log"), model = temp.resolve("served.glb");
        Process server = root.command(true, (Object[]) command("serve", "--port", 0)).redirectError(log.toFile())
                .start();
        try (BufferedReader out = server.inputReader()) {
            String url = String.valueOf(out.readLine()), key = String.valueOf(out.readLine());
            assertThat(url).as(Files.readString(log)).startsWith("http://127.0.0.1:");
            NodeScript.run("subscribe.mjs", List.of(url, key, root.outside(inside("examples/mushroom.png")).toString(),
                    model.toString()));
            assertThat(KhronosValidator.validate(List.of(model))).singleElement()
                    .satisfies(report -> assertThat(report.errors()).as(report.toString()).isZero());
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }
}
