// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The image that {@code -Dcontainer=FILE} names, its layers unpacked and run as it says, as root. */
@EnabledIfSystemProperty(named = "container", matches = ".+",
        disabledReason = "needs ./pixal3d package --container first")
class ContainerTest {
    private static final Path PICTURE = Path.of("/opt/pixal3d/examples/mushroom.png");

    @TempDir
    private static Path temp;
    private static ImageFile image;
    private static BareRoot root;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        image = ImageFile.read(Path.of(System.getProperty("container")), Files.createDirectory(temp.resolve("image")));
        root = BareRoot.of(image, Files.createDirectory(temp.resolve("root")));
    }

    private static Object[] command(Stream<String> words) {
        return Stream.concat(image.entrypoint().stream(), words).toArray();
    }

    @Test
    void aUserWithoutRightsRunsItAndLicencesAreInside() throws Exception {
        assertThat(image.config().get("User").asString()).isEqualTo("1000:1000");
        assertThat(image.config().get("Volumes").propertyNames()).containsExactlyInAnyOrder("/data", "/weights");
        for (String file : List.of("NOTICE", "LICENSE", "sbom.cdx.json", "runtime/legal/java.base/LICENSE")) {
            assertThat(root.outside(Path.of("/opt/pixal3d").resolve(file))).exists();
        }
        assertThat(ProgramJar.libraries(root.outside(Path.of("/opt/pixal3d/lib")))).hasSizeGreaterThan(50)
                .allSatisfy(jar -> assertThat(jar).exists());
    }

    /** An image for GPUs is all right but for what a base without CUDA lacks, which is said by name. */
    @Test
    void theMachineIsAllRight() throws Exception {
        boolean gpu;
        try (Stream<Path> jars = Files.list(root.outside(Path.of("/opt/pixal3d/lib")))) {
            gpu = jars.anyMatch(jar -> jar.toString().endsWith("-gpu.jar"));
        }
        ProcessBuilder doctor = root.command(false, command(Stream.of("doctor", "--port", "0")));
        List<String> said = doctor.start().inputReader().readAllLines();
        List<String> failed = said.stream().filter(line -> line.startsWith("failed")).toList();
        assertThat(said).anyMatch(line -> line.startsWith(failed.isEmpty() ? "ok      libtorch" : "failed  libtorch"));
        assertThat(failed).hasSizeLessThanOrEqualTo(gpu ? 1 : 0)
                .allMatch(line -> line.contains("libcudart.so.13") && !line.contains("jnitorch"));
    }

    @Test
    void itMakesAModelWithoutANetwork() throws Exception {
        Path model = image.home().resolve("röbot.glb");
        Program.run(root.command(false, command(Stream.of("-J-Xmx1500m", "generate", PICTURE.toString(), "-o",
                model.toString()))), 240);
        assertThat(KhronosValidator.validate(List.of(root.outside(model)))).singleElement()
                .satisfies(report -> assertThat(report.errors()).as(report.toString()).isZero());
    }

    /** The health check that docs/container.md prints, for a server at another port. */
    private static Object[] healthCheck(String url) throws IOException {
        Matcher printed = Pattern.compile("healthcheck: \\{ test: (\\[.*]) }")
                .matcher(Files.readString(Path.of("../docs/container.md")));
        assertThat(printed.find()).isTrue();
        int port = URI.create(url).getPort();
        return JsonMapper.shared().readTree(printed.group(1)).valueStream().skip(1)
                .map(word -> word.asString().replace("/127.0.0.1/8000", "/127.0.0.1/" + port)).toArray();
    }

    @Test
    void itServesARealClientAndEndsWhenTold() throws Exception {
        Path log = temp.resolve("serve.log"), model = temp.resolve("served.glb");
        Stream<String> serve = Stream.concat(image.usual().stream(), Stream.of("--port", "0"));
        Process server = root.command(true, command(serve)).redirectError(log.toFile()).start();
        try (BufferedReader out = server.inputReader()) {
            String url = String.valueOf(out.readLine()).replaceFirst("//[^:]+:", "//127.0.0.1:");
            String key = String.valueOf(out.readLine());
            assertThat(url).as(Files.readString(log)).startsWith("http://127.0.0.1:");
            Program.run(root.command(true, healthCheck(url)), 30);
            NodeScript.run("subscribe.mjs", List.of(url, key, root.outside(PICTURE).toString(), model.toString()));
            assertThat(KhronosValidator.validate(List.of(model))).singleElement()
                    .satisfies(report -> assertThat(report.errors()).as(report.toString()).isZero());
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
            assertThat(root.command(true, healthCheck(url)).start().waitFor()).as("nobody is there").isNotZero();
        } finally {
            server.destroyForcibly();
        }
    }
}
