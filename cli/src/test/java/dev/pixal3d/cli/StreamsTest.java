// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.core.ExitCode;
import dev.pixal3d.gltf.GlbReader;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes in and out: pipes, addresses, failures as JSON, disks that are full, what is said and what is not. */
class StreamsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    @TempDir
    private static Path shared;
    private static Path picture;
    private static final Object[] SMALL = {"--decimation_target", 5000, "--texture_size", 1024, "--seed", 3};

    @TempDir
    private Path dir = Path.of("");

    @BeforeAll
    static void draw() throws IOException { picture = Run.slimPicture(shared.resolve("robot.png")); }

    private static Object[] small(Object... args) { return Stream.concat(Stream.of(args), Stream.of(SMALL)).toArray(); }

    @Test
    void aPictureFromAPipeGivesTheSameModelOnAPipe() throws IOException {
        Run piped = Run.fed(Files.readAllBytes(picture), small("generate", "-", "-o", "-"));
        assertThat(piped.exitCode()).as(piped.err()).isZero();
        Run filed = Run.of(small("generate", picture, "-o", dir.resolve("model.glb")));
        assertThat(filed.exitCode()).as(filed.err()).isZero();
        assertThat(piped.printed().toByteArray()).isEqualTo(Files.readAllBytes(dir.resolve("model.glb")));
        Run facts = Run.fed(piped.printed().toByteArray(), "inspect", "-", "--json");
        assertThat(JSON.readTree(facts.out()).path("kind").asString()).isEqualTo("glb");
        Run drawn = Run.fed(piped.printed().toByteArray(), "render", "-", "-o", "-", "--size", 32);
        assertThat(drawn.printed().toByteArray()).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void anAddressGivesAModelOfItsName() throws IOException {
        byte[] robot = Files.readAllBytes(picture);
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Location", "/pictures/my%20robot.png?size=big");
            boolean moved = exchange.getRequestURI().getPath().equals("/moved/robot");
            exchange.sendResponseHeaders(moved ? 302 : 200, moved ? -1 : robot.length);
            if (!moved) exchange.getResponseBody().write(robot);
            exchange.close();
        });
        web.start();
        String site = "http://127.0.0.1:" + web.getAddress().getPort();
        try {
            Run run = Run.of(small("generate", site + "/pictures/my%20robot.png?size=big", site + "/moved/robot", "-o",
                    dir));
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(GlbReader.read(Files.readAllBytes(dir.resolve("my robot.glb"))).triangleCount()).isPositive();
            assertThat(dir.resolve("robot.glb")).exists();
        } finally {
            web.stop(0);
        }
    }

    @Test
    void whatIsSkippedAndWhatFailsIsSaidAndCounted() throws IOException {
        Path pictures = Files.createDirectory(dir.resolve("pictures"));
        Files.copy(picture, pictures.resolve("a.png"));
        Files.writeString(pictures.resolve("b.png"), "no picture");
        Files.writeString(pictures.resolve("notes.txt"), "");
        Files.createDirectory(pictures.resolve("more"));
        Run run = Run.of(small("generate", pictures, pictures.resolve("a.png"), "-o", dir.resolve("models"), "--json"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT);
        assertThat(run.err()).contains("skipped 3: ", "notes.txt (no picture)", "more (a folder)",
                "a.png (named twice)", "1 of 2 done, 1 failed", "a (1 of 2): ");
        List<JsonNode> lines = run.out().lines().map(JSON::readTree).toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().path("model").asString()).endsWith("a.glb");
        assertThat(lines.getLast().path("image").asString()).endsWith("b.png");
        assertThat(lines.getLast().path("error").path("type").asString()).isEqualTo("unsupported_image_format");
        assertThat(lines.getLast().path("error").path("exit_code").asInt()).isEqualTo(ExitCode.INPUT);
    }

    @Test
    void aVeryLargePictureIsScaledDownAndThatIsSaid() throws IOException {
        Path large = dir.resolve("large.png");
        BufferedImage bar = ImageIO.read(picture.toFile());
        BufferedImage poster = new BufferedImage(8000, 6500, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D canvas = poster.createGraphics();
        canvas.drawImage(bar, 1000, 500, 5500, 5500, null);
        canvas.dispose();
        ImageIO.write(poster, "png", large.toFile());
        Run run = Run.of(small("generate", large, "-o", dir));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("very large (8000 x 6500 pixels), scaled down to 4000 x 3250");
        assertThat(dir.resolve("large.glb")).exists();
    }

    @Test
    void programsGetTheirErrorsAsJson() {
        Run usage = Run.of("generate", picture, "--json", "--texture_size", 512);
        JsonNode error = JSON.readTree(usage.out()).path("error");
        assertThat(error.path("type").asString()).isEqualTo("one_of");
        assertThat(error.path("exit_code").asInt()).isEqualTo(usage.exitCode()).isEqualTo(ExitCode.USAGE);
        Run missing = Run.of("inspect", "--json", dir.resolve("missing.glb"));
        assertThat(JSON.readTree(missing.out()).path("error").path("type").asString()).isEqualTo("unusable_file");
    }

    @Test
    void pictureFactsAreTold() {
        JsonNode facts = JSON.readTree(Run.of("inspect", "--json", picture).out());
        assertThat(facts.path("kind").asString()).isEqualTo("picture");
        assertThat(facts.path("format").asString()).isEqualTo("image/png");
        assertThat(facts.path("width").asInt()).isPositive();
    }

    @Test
    void quietSaysNothingButResultsAndErrors() {
        Run run = Run.of(small("generate", picture, dir.resolve("none.png"), "-o", dir, "--quiet"));
        assertThat(run.err()).isEqualTo("pixal3d: " + dir.resolve("none.png") + ": no such file. Check the path.\n");
        Run quiet = Run.of(small("generate", picture, "-o", dir, "-q"));
        assertThat(quiet.err()).isEmpty();
        assertThat(quiet.out()).isEqualTo(dir.resolve("robot.glb") + "\n");
    }

    @Test
    void coloursComeOnlyWhereTheyAreWanted() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        for (boolean colors : new boolean[]{true, false}) {
            err.reset();
            Console console = new Console(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(),
                    StandardCharsets.UTF_8, new PrintStream(err, true, StandardCharsets.UTF_8),
                    new Console.Terminal(true, true, colors));
            assertThat(Main.run(console, "genrate")).isEqualTo(ExitCode.USAGE);
            assertThat(err.toString(StandardCharsets.UTF_8).contains("\u001b")).isEqualTo(colors);
        }
    }

    @Test
    void aTerminalIsNotFloodedWithAFile() {
        Console console = new Console(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream(),
                StandardCharsets.UTF_8, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new Console.Terminal(true, true, false));
        assertThat(Main.run(console, "generate", picture.toString(), "-o", "-")).isEqualTo(ExitCode.USAGE);
    }

    @ParameterizedTest
    @CsvSource({"Broken pipe, 3, What reads it has ended", "No space left on device, 6, Free some room",
            "Disk quota exceeded, 6, Free some room"})
    void resultsThatDoNotReachTheirReaderAreAFailure(String why, int exitCode, String remedy) {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException { throw new IOException(why); }
        };
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(new ByteArrayInputStream(new byte[0]), gone, StandardCharsets.UTF_8,
                new PrintStream(err, true, StandardCharsets.UTF_8), Console.Terminal.NONE);
        assertThat(Main.run(console, "inspect", picture.toString())).isEqualTo(exitCode);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("pixal3d: standard output: cannot be written (" + why + "). " + remedy);
    }

    /** Linux has a device that is always full. */
    @Test
    @EnabledIf("aDeviceIsFull")
    void aFullDiskHasAnExitCodeOfItsOwn() throws IOException, InterruptedException {
        assertThat(inProcess("exec \"$@\" > /dev/full", "inspect", picture.toString()))
                .isEqualTo(new Ended(ExitCode.DISK_FULL, "pixal3d: standard output: cannot be written "
                        + "(No space left on device). Free some room, or name another place.\n"));
        assertThat(inProcess("exec \"$@\" > /dev/full", small("generate", picture, "-o", "-", "--quiet")))
                .isEqualTo(new Ended(ExitCode.DISK_FULL, "pixal3d: standard output: cannot be written "
                        + "(No space left on device). Free some room, or name another place.\n"));
    }

    static boolean aDeviceIsFull() { return Files.isWritable(Path.of("/dev/full")); }

    private record Ended(int exitCode, String err) {}

    /** Runs the program as one of its own, called by a line of the shell as {@code "$@"}. */
    private static Ended inProcess(String line, Object... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", line, "bash",
                ProcessHandle.current().info().command().orElseThrow(), "-XX:-UsePerfData", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Main.class.getName()));
        for (Object arg : args) command.add(arg.toString());
        Process process = new ProcessBuilder(command).start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), err);
    }

    /** A limit on the size of files fails the same calls as a full disk does, and every user may set it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesNoFileAndIsNamed() throws IOException, InterruptedException {
        Path glb = dir.resolve("robot.glb");
        Ended ended = inProcess("ulimit -f 40; exec \"$@\"", small("generate", picture, "-o", glb, "--quiet"));
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(ExitCode.INPUT);
        assertThat(ended.err()).contains("robot.glb: cannot be written (File too large). See that you may write");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).isEmpty();
        }
    }
}
