// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.core.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a checkout of its own with a Maven and a JDK that are scripts: {@code mvn} writes one jar and waits
 * at a named pipe when there is one; {@code java} prints its class path and waits at another when told to
 * {@code serve}.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherTest {
    private static final List<String> TOOLS = List.of("bash", "sh", "cat", "chmod", "cp", "date", "dirname", "find",
            "grep", "gzip", "head", "ln", "ls", "mkdir", "mktemp", "mv", "readlink", "rm", "sed",
            "sha256sum", "sleep", "tail", "tar", "touch", "tr", "uname");

    private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");

    @TempDir
    private Path folder;
    private Path checkout;
    private Path tools;
    /** Before the launcher: a program that starts it as somebody else, or elsewhere. */
    private final List<String> through = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void layOut() throws IOException, InterruptedException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Files.copy(Path.of("..", "pixal3d"), checkout.resolve("pixal3d"));
        Files.createDirectories(checkout.resolve("config"));
        for (String file : List.of("java.args", "serve.args")) {
            Files.copy(Path.of("..", "config", file), checkout.resolve("config").resolve(file));
        }
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        Files.createDirectories(checkout.resolve("cli/src/main"));
        Files.writeString(checkout.resolve("cli/src/main/A.java"), "class A {}");
        tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Path found = Stream.of("/bin", "/usr/bin").map(bin -> Path.of(bin, tool)).filter(Files::exists).findFirst()
                    .orElseThrow();
            script(tools.resolve(tool), "exec %s \"$@\"\n".formatted(found));
        }
        script(tools.resolve("mvn"), """
                echo called >>"%1$s/calls"
                [ ! -p "%1$s/gate" ] || read -r _ <"%1$s/gate"
                [ ! -f "%1$s/broken" ] || { echo "[ERROR] A.java: no such thing"; exit 1; }
                mkdir -p "%2$s/cli/target/app/lib"
                echo jar >"%2$s/cli/target/app/lib/app.jar"
                """.formatted(folder, checkout));
        Path jdk = Files.createDirectories(folder.resolve("jdk"));
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        script(jdk.resolve("bin/javac"), "exit 0\n");
        script(jdk.resolve("bin/java"), """
                echo "$@" >"%1$s/options"
                while [ "$1" != -cp ]; do shift; done
                echo "$2" "$4"
                [ "$4" != serve ] || read -r _ <"%1$s/served"
                """.formatted(folder));
        Files.createSymbolicLink(tools.resolve("java"), jdk.resolve("bin/java"));
    }

    @Test
    void aLinkToItAndAMissingHomeAreNoObstacle() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(elsewhere.resolve("pixal3d"), checkout.resolve("pixal3d"));
        Path second = Files.createSymbolicLink(elsewhere.resolve("p3d"), Path.of("pixal3d"));
        environment.put("CDPATH", folder.toString());
        for (Path start : List.of(link, second, Path.of("check out/pixal3d"))) {
            Ended ended = start(start, "version").end();
            assertThat(ended.out()).as(ended.err()).startsWith(checkout.toRealPath() + "/.build/cli-")
                    .endsWith(" version");
            assertThat(ended.code()).isZero();
        }
    }

    /** Java would look it up among the machine's users. */
    @Test
    void homeIsWhereTheVariableSays() throws Exception {
        start(checkout.resolve("pixal3d"), "version").end();
        assertThat(Files.readString(folder.resolve("options"))).doesNotContain("user.home");
        environment.put("HOME", folder.toString());
        start(checkout.resolve("pixal3d"), "version").end();
        assertThat(Files.readString(folder.resolve("options"))).contains("-Duser.home=" + folder);
    }

    /** In a mount namespace where the places that JDKs are installed to are empty. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void withoutAJdkItSaysWhereToGetOne() throws Exception {
        Files.delete(tools.resolve("java"));
        Path nothing = Files.createDirectories(folder.resolve("nothing"));
        through.addAll(List.of("/usr/bin/unshare", "--mount"));
        if (!IS_ROOT) through.add("--map-root-user");
        assumeTrue(succeeds(through, "/bin/true"), "no mount namespaces for this user");
        String hidden = Stream.of("/usr/lib/jvm", "/usr/java", "/opt").filter(place -> Files.exists(Path.of(place)))
                .map(place -> "/bin/mount --bind '" + nothing + "' " + place + " && ").collect(Collectors.joining());
        through.addAll(List.of("/bin/sh", "-c", hidden + "exec \"$0\" \"$@\""));
        Ended ended = start(checkout.resolve("pixal3d"), "version").end();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains(
                "no JDK 25 found (looked at JAVA_HOME, PATH and the usual places of Linux, macOS and SDKMAN).",
                "Install one", "PIXAL3D_JDK=auto " + checkout);
        assertThat(checkout.resolve(".build")).doesNotExist();
    }

    @Test
    void aJavaHomeThatIsNoneOrTooOldIsPassedOver() throws Exception {
        Path old = Files.createDirectories(folder.resolve("jdk17"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
        script(old.resolve("bin/javac"), "exit 0\n");
        for (Path home : List.of(old, folder.resolve("no such folder"))) {
            environment.put("JAVA_HOME", home.toString());
            Ended ended = start(checkout.resolve("pixal3d"), "version").end();
            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out()).endsWith(" version");
        }
    }

    @Test
    void aCheckoutThatCannotBeWrittenIsNotBuiltIn() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("r-xr-xr-x"));
        // root may write everywhere
        if (IS_ROOT) through.addAll(List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        Ended ended = start(checkout.resolve("pixal3d"), "version").end();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).isEqualTo("pixal3d: cannot build: " + checkout.toRealPath()
                + " is not writable for you. Copy the checkout to a folder of yours.");
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @Test
    void aMissingMavenIsNamedWhereItIsSeen() throws Exception {
        Files.delete(tools.resolve("mvn"));
        Ended ended = start(checkout.resolve("pixal3d"), "version").end();
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("Maven is needed", "Install it");
    }

    @Test
    void aMissingMavenComesByItsWrapper() throws Exception {
        Files.move(tools.resolve("mvn"), checkout.resolve("mvnw"));
        assertThat(start(checkout.resolve("pixal3d"), "version").end().code()).isZero();
        assertThat(folder.resolve("calls")).exists();
    }

    @Test
    void theJdkThatIsWrittenDownIsFetchedOnceAndComparedWithItsHash() throws Exception {
        Path archive = folder.resolve("jdk.tar.gz");
        Program.run(new ProcessBuilder("tar", "-czf", archive.toString(), "-C", folder.toString(), "jdk"), 60);
        Files.delete(tools.resolve("java"));
        script(tools.resolve("curl"), """
                echo "$@" >>"%1$s/fetched"
                while [ "$1" != -o ]; do shift; done
                cp "%2$s" "$2"
                """.formatted(folder, archive));
        Path list = checkout.resolve("config/jdk.txt");
        environment.put("PIXAL3D_JDK", "auto");

        Files.writeString(list, pinned("0".repeat(64)));
        Ended refused = start(checkout.resolve("pixal3d"), "version").end();
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("is not what was expected", Sha256.hex(archive), "0".repeat(64));
        assertThat(checkout.resolve(".build")).isEmptyDirectory();

        Files.writeString(list, pinned(Sha256.hex(archive)));
        for (int i = 0; i < 2; i++) {
            assertThat(start(checkout.resolve("pixal3d"), "version").end().out()).endsWith(" version");
        }
        assertThat(folder.resolve("fetched")).content().isEqualTo(("-fsSL --retry 3 -o " + checkout.toRealPath()
                + "/.build/jdk.part https://example.org/jdk.tar.gz\n").repeat(2));
    }

    private static String pinned(String hash) {
        return Stream.of("linux-x86_64", "linux-arm64", "macosx-arm64", "macosx-x86_64")
                .map(platform -> platform + " " + hash + " https://example.org/jdk.tar.gz\n")
                .collect(Collectors.joining());
    }

    @Test
    void twoFirstBuildsAreOne() throws Exception {
        pipe("gate");
        Running first = start(checkout.resolve("pixal3d"), "one");
        try (OutputStream gate = Files.newOutputStream(folder.resolve("gate"))) {
            Running second = start(checkout.resolve("pixal3d"), "two");
            assertThat(second.err().readLine()).contains("waiting for a build in this checkout");
            gate.write('\n');
            gate.flush();
            assertThat(first.end().code()).isZero();
            assertThat(second.end().out()).endsWith(" two");
        }
        assertThat(Files.readAllLines(folder.resolve("calls"))).hasSize(1);
    }

    @Test
    void whatRunsKeepsItsJarsUntilItEnds() throws Exception {
        pipe("served");
        Running server = start(checkout.resolve("pixal3d"), "serve");
        Path jar = Path.of(server.out().readLine().replaceFirst(":? serve$", ""));
        changeSource();
        assertThat(start(checkout.resolve("pixal3d"), "one").end().out()).doesNotContain(jar.toString());
        assertThat(jar).hasContent("jar");
        Files.writeString(folder.resolve("served"), "\n");
        assertThat(server.end().code()).isZero();
        changeSource();
        start(checkout.resolve("pixal3d"), "two").end();
        assertThat(jar).doesNotExist();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void aBuildThatFailsOrIsInterruptedLeavesTheOldOne() throws Exception {
        String old = start(checkout.resolve("pixal3d"), "x").end().out();
        changeSource();
        Files.createFile(folder.resolve("broken"));
        Ended failed = start(checkout.resolve("pixal3d"), "x").end();
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("A.java: no such thing", ".build/cli.log");
        Files.delete(folder.resolve("broken"));

        pipe("gate");
        Running interrupted = start(checkout.resolve("pixal3d"), "x");
        try (OutputStream _ = Files.newOutputStream(folder.resolve("gate"))) {
            interrupted.process().toHandle().destroy();
            assertThat(interrupted.end().code()).isEqualTo(130);
        }
        assertThat(builds()).hasSize(1);
        assertThat(Path.of(old.replaceFirst(":? x$", ""))).hasContent("jar");
        Files.delete(folder.resolve("gate"));
        assertThat(start(checkout.resolve("pixal3d"), "x").end().out()).isNotEqualTo(old);
    }

    @Test
    void theLockOfADeadProcessIsTaken() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.createDirectories(checkout.resolve(".build"));
        Files.createSymbolicLink(checkout.resolve(".build/lock"), Path.of(Long.toString(gone.pid())));
        assertThat(start(checkout.resolve("pixal3d"), "x").end().code()).isZero();
        assertThat(checkout.resolve(".build/lock")).doesNotExist();
    }

    @Test
    void optionsReachTheJavaMachineAndAServerLeavesMemoryToItsWorkers() throws Exception {
        Files.writeString(folder.resolve("served"), "\n");
        start(checkout.resolve("pixal3d"), "-J-Xmx77m", "-J-Da=b c", "one").end();
        assertThat(folder.resolve("options")).content().contains("/config/java.args", " -Xmx77m -Da=b c -cp ")
                .doesNotContain("serve.args", "-J");
        for (String[] serve : new String[][]{{"serve"}, {"--stacktrace", "serve"}}) {
            start(checkout.resolve("pixal3d"), serve).end();
            assertThat(folder.resolve("options")).content().contains("/config/java.args @", "/config/serve.args ");
        }
    }

    @Test
    void aBenchmarkThatIsNotThereIsNamedBesideThoseThatAre() throws Exception {
        Path sources = Files.createDirectories(checkout.resolve("bench/src/main/java/dev/pixal3d/bench"));
        Files.writeString(sources.resolve("MeshBench.java"), "static void main() {}");
        for (String[] command : new String[][]{{"bench"}, {"bench", "MushBench"}}) {
            Ended ended = start(checkout.resolve("pixal3d"), command).end();
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.err()).contains("bench: which one is missing or not known (got '"
                    + (command.length > 1 ? command[1] : "") + "'). There are: MeshBench");
        }
    }

    /** Modules and profiles of the archive, and of the image from it. */
    @Test
    void packagesAreMadeByMaven() throws Exception {
        script(tools.resolve("mvn"), "echo \"$@\"\n");
        assertThat(start(checkout.resolve("pixal3d"), "package", "-Dx=y").end().out())
                .contains("-Parchive -pl dist -am package", "-Dx=y");
        assertThat(start(checkout.resolve("pixal3d"), "package", "--container", "-Dx=y").end().out())
                .contains("-Parchive,container -pl dist,container -am package", "-Dx=y").doesNotContain("--container");
    }

    private static boolean succeeds(List<String> command, String program) throws IOException, InterruptedException {
        return new ProcessBuilder(Stream.concat(command.stream(), Stream.of(program)).toList()).start().waitFor() == 0;
    }

    private List<Path> builds() throws IOException {
        try (Stream<Path> entries = Files.list(checkout.resolve(".build"))) {
            return entries.filter(path -> path.getFileName().toString().startsWith("cli-")).toList();
        }
    }

    /** As if a source were newer than every build so far. */
    private void changeSource() throws IOException {
        for (Path built : builds()) Files.setLastModifiedTime(built.resolve("built"), FileTime.from(Instant.EPOCH));
    }

    private void pipe(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start().waitFor()).isZero();
    }

    private Running start(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(through);
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", tools.toString());
        Process process = builder.start();
        return new Running(process, process.inputReader(), process.errorReader());
    }

    private static void script(Path path, String body) throws IOException {
        Files.createDirectories(path.getParent());
        Files.writeString(path, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Running(Process process, BufferedReader out, BufferedReader err) {
        Ended end() throws InterruptedException {
            String out = String.join("\n", out().lines().toList());
            String err = String.join("\n", err().lines().toList());
            return new Ended(process.waitFor(), out, err);
        }
    }

    private record Ended(int code, String out, String err) {}
}
