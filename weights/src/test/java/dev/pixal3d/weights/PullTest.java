// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.Sha256;
import dev.pixal3d.weights.StubHub.Fault;
import dev.pixal3d.weights.WeightsFolder.State;
import dev.pixal3d.weights.WeightsFolder.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulling from a hub on real sockets that does whatever hosts do. */
class PullTest {
    private static final byte[] SMALL = random(1, 700);
    private static final byte[] LARGE = random(2, 400_000);
    private static final byte[] THIRD = random(3, 90_000);

    @TempDir
    private Path temp = Path.of("");
    private Path folder = Path.of("");
    private StubHub hub = new StubHub();

    PullTest() throws IOException {}

    static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void publish() {
        folder = temp.resolve("weights");
        hub.file("config.json", SMALL).file("big.safetensors", LARGE).file("third.pth", THIRD);
    }

    @AfterEach
    void stop() { hub.close(); }

    /** The sizes and one hash are known, as in the program's own list. */
    private Manifest manifest() throws IOException {
        Path file = Files.writeString(temp.resolve("list.json"),
                """
                        {"parts": [
                          {"name": "net", "title": "A network", "use": "needed", "repository": "%s", "revision": "main",
                           "licence": {"name": "MIT", "url": "https://example.org/mit"},
                           "files": [{"path": "config.json", "size": %d},
                                     {"path": "big.safetensors", "to": "ckpts/big.safetensors"}]},
                          {"name": "other", "use": "helper", "url": "%s", "licence": {"name": "Apache-2.0"},
                           "files": [{"path": "third.pth", "to": "other/third.pth", "size": %d, "sha256": "%s"}]},
                          {"name": "gated", "use": "instead of net", "repository": "%s", "gated": true,
                           "files": [{"path": "config.json"}]}]}"""
                        .formatted(StubHub.REPOSITORY, SMALL.length, hub.storageUrl(),
                                THIRD.length, Sha256.hex(THIRD), StubHub.REPOSITORY));
        return Manifest.read(file);
    }

    private HubSettings settings(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("HF_ENDPOINT", hub.url().toString());
        HubSettings usual = HubSettings.of(all, temp.resolve("home"));
        return new HubSettings(usual.endpoint(), usual.token(), usual.caches(), usual.torchCaches(), usual.offline(),
                Duration.ofMillis(300), usual.parallel());
    }

    private List<String> pull(Map<String, String> environment, String... names) throws Exception {
        List<String> notes = new ArrayList<>();
        Progress progress = new Progress() {
            @Override
            public void total(long bytes, boolean complete) {}

            @Override
            public void done(String file, long bytes) {}

            @Override
            public synchronized void note(String line) { notes.add(line); }
        };
        new Pull(folder, settings(environment), Map.of(), progress).run(manifest().choose(List.of(names)));
        return notes;
    }

    private void assertWhole() throws IOException {
        assertThat(folder.resolve("config.json")).hasBinaryContent(SMALL);
        assertThat(folder.resolve("ckpts/big.safetensors")).hasBinaryContent(LARGE);
        assertThat(folder.resolve("other/third.pth")).hasBinaryContent(THIRD);
        try (var all = Files.walk(folder)) {
            assertThat(all.map(p -> p.getFileName().toString()))
                    .noneMatch(n -> n.contains(".part") || n.endsWith(".new"));
        }
    }

    private List<State> states() throws IOException {
        List<State> states = new ArrayList<>();
        for (Manifest.Part part : manifest().choose(List.of())) {
            for (Status status : new WeightsFolder(folder).verify(part, Progress.NONE)) states.add(status.state());
        }
        return states;
    }

    @Test
    void pullsEverythingOnceWithItsLicencesAndPins() throws Exception {
        assertThat(pull(Map.of())).anyMatch(l -> l.contains("MIT") && l.contains("https://example.org/mit"));
        assertWhole();
        assertThat(states()).containsOnly(State.VERIFIED);
        assertThat(folder.resolve("licences/net.txt")).content().contains("MIT");
        assertThat(folder.resolve("weights.lock.json")).content().contains(StubHub.COMMIT, Sha256.hex(LARGE));
        int asked = hub.requests.size();
        assertThat(pull(Map.of())).isEmpty();
        assertThat(hub.requests).hasSize(asked);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultEndsInTheRightBytes(Fault fault) throws Exception {
        hub.fault("big.safetensors", Fault.BREAKS_OFF, fault, Fault.BREAKS_OFF, fault);
        hub.fault("third.pth", fault, fault == Fault.SENDS_TOO_MUCH ? Fault.BREAKS_OFF : fault);
        for (int i = 0; i < 4; i++) {
            try {
                pull(Map.of());
                break;
            } catch (ProblemException e) {
                // Some end the attempt with the file's name; the same command again goes on.
                assertThat(e.getMessage()).containsAnyOf("big.safetensors", "third.pth");
            }
        }
        assertWhole();
        assertThat(states()).containsOnly(State.VERIFIED);
    }

    @Test
    void whatIsThereIsNotAskedForAgain() throws Exception {
        hub.fault("big.safetensors", Fault.BREAKS_OFF, Fault.BREAKS_OFF, Fault.BREAKS_OFF);
        pull(Map.of());
        assertWhole();
        assertThat(hub.sent.get()).isLessThan(LARGE.length + SMALL.length + THIRD.length + 3 * (1 << 14));
    }

    @Test
    void bytesThatNeverFitAreRefusedByNameAndTheOthersArePulled() throws Exception {
        hub.fault("third.pth", Fault.WRONG_BYTES, Fault.WRONG_BYTES, Fault.WRONG_BYTES);
        assertThatThrownBy(() -> pull(Map.of())).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.DOWNSTREAM_SERVICE_UNAVAILABLE))
                .hasMessageContainingAll("third.pth", "sha256");
        assertThat(folder.resolve("other/third.pth")).doesNotExist();
        assertThat(folder.resolve("ckpts/big.safetensors")).hasBinaryContent(LARGE);
        pull(Map.of());
        assertWhole();
    }

    @Test
    void anotherLengthThanTheListSaysIsRefused() throws Exception {
        hub.file("config.json", random(1, 701));
        assertThatThrownBy(() -> pull(Map.of())).isInstanceOf(ProblemException.class)
                .hasMessageContainingAll("config.json", "got 701 bytes, allowed 700");
    }

    @Test
    void theTokenGoesToTheEndpointAlone() throws Exception {
        pull(Map.of("HF_TOKEN", "secret"));
        assertThat(hub.tokens).containsOnlyKeys("endpoint");
        assertThat(hub.tokens.get("endpoint")).containsOnly("Bearer secret");
        assertThat(hub.requests).anyMatch(r -> r.startsWith("storage "));
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 410, 451})
    void refusalsSayWhatToDo(int status) throws Exception {
        hub.refusal = status;
        assertThatThrownBy(() -> pull(Map.of(), "gated")).isInstanceOfSatisfying(ProblemException.class,
                e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.FILE_DOWNLOAD_ERROR))
                .hasMessageContainingAll("config.json", StubHub.REPOSITORY, "status " + status)
                .hasMessageContaining(status < 404 ? "accept the terms" : "HF_ENDPOINT");
        if (status == 401) {
            assertThatThrownBy(() -> pull(Map.of("HF_TOKEN", "old"), "net")).hasMessageContaining("unset HF_TOKEN");
        }
    }

    @Test
    void damageIsNamedAndExactlyThatIsMended() throws Exception {
        pull(Map.of());
        Files.writeString(folder.resolve("config.json"), "version https://git-lfs.github.com/spec/v1\noid sha256:1\n");
        byte[] bent = LARGE.clone();
        bent[LARGE.length / 2] ^= 1;
        Files.write(folder.resolve("ckpts/big.safetensors"), bent);
        assertThat(states()).containsExactly(State.POINTER, State.WRONG_HASH, State.VERIFIED);
        hub.requests.clear();
        pull(Map.of());
        assertWhole();
        assertThat(hub.requests).noneMatch(r -> r.contains("third"));
        Files.write(folder.resolve("other/third.pth"), new byte[5]);
        Files.delete(folder.resolve("config.json"));
        assertThat(states()).containsExactly(State.MISSING, State.VERIFIED, State.WRONG_SIZE);
        hub.requests.clear();
        pull(Map.of());
        assertWhole();
        assertThat(hub.requests).noneMatch(r -> r.contains("big"));
    }

    /** A block that rots on the disk keeps the file's time; a check finds it, and the next pull mends it. */
    @Test
    void aRottenBlockIsFoundByTheCheck() throws Exception {
        pull(Map.of());
        Path file = folder.resolve("ckpts/big.safetensors");
        var time = Files.getLastModifiedTime(file);
        byte[] bent = LARGE.clone();
        bent[1000] ^= 4;
        Files.write(file, bent);
        Files.setLastModifiedTime(file, time);
        assertThat(states()).containsExactly(State.VERIFIED, State.WRONG_HASH, State.VERIFIED);
        pull(Map.of());
        assertWhole();
    }

    @Test
    void cachesOfOtherProgramsAreLinkedTo() throws Exception {
        Path model = temp.resolve("hub/models--some--model");
        Path blob = Files.createDirectories(model.resolve("blobs")).resolve(Sha256.hex(LARGE));
        Files.write(blob, LARGE);
        Path snapshot = Files.createDirectories(model.resolve("snapshots").resolve(StubHub.COMMIT));
        Files.createSymbolicLink(snapshot.resolve("big.safetensors"), snapshot.relativize(blob));
        Files.createDirectories(model.resolve("refs"));
        Files.writeString(model.resolve("refs/main"), StubHub.COMMIT);
        Path torch = Files.createDirectories(temp.resolve("torch/hub/checkpoints")).resolve("third.pth");
        Files.write(torch, THIRD);
        Map<String, String> environment = Map.of("HF_HUB_CACHE", temp.resolve("hub").toString(), "TORCH_HOME",
                temp.resolve("torch").toString());
        pull(environment);
        assertWhole();
        assertThat(folder.resolve("ckpts/big.safetensors")).isSymbolicLink();
        assertThat(folder.resolve("other/third.pth")).isSymbolicLink();
        assertThat(hub.requests).noneMatch(r -> r.contains("big") || r.contains("third"));
        new WeightsFolder(folder).remove(manifest().choose(List.of("net")).getFirst());
        assertThat(folder.resolve("ckpts")).doesNotExist();
        assertThat(blob).hasBinaryContent(LARGE);
        // A damaged cache is no source.
        byte[] bent = LARGE.clone();
        bent[7] ^= 1;
        Files.write(blob, bent);
        pull(environment);
        assertWhole();
        assertThat(folder.resolve("ckpts/big.safetensors")).isRegularFile();
        assertThat(Files.isSymbolicLink(folder.resolve("ckpts/big.safetensors"))).isFalse();
    }

    @Test
    void withoutTheNetworkTheMissingFileIsNamed() throws Exception {
        assertThatThrownBy(() -> pull(Map.of("HF_HUB_OFFLINE", "1"))).isInstanceOf(ProblemException.class)
                .hasMessageContainingAll("config.json", "HF_HUB_OFFLINE");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void roomIsCheckedFirst() throws Exception {
        Path list = Files.writeString(temp.resolve("huge.json"),
                """
                        {"parts": [{"name": "huge", "repository": "some/model",
                          "files": [{"path": "x", "size": 4611686018427387904}]}]}""");
        assertThatThrownBy(() -> new Pull(folder, settings(Map.of()), Map.of(), Progress.NONE)
                .run(Manifest.read(list).choose(List.of()))).isInstanceOfSatisfying(ProblemException.class,
                        e -> assertThat(e.problem().kind()).isEqualTo(Problem.Kind.INSUFFICIENT_STORAGE))
                .hasMessageContaining("MiB free");
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void aPartAndItsReplacementAreNotPulledTogether() {
        assertThatThrownBy(() -> pull(Map.of(), "net", "gated")).hasMessageContaining("Choose one");
        assertThatThrownBy(() -> pull(Map.of(), "nett")).hasMessageContainingAll("nett", "[net, other, gated]");
    }

    @Test
    void filesOfOthersStayWhenAPartIsRemoved() throws Exception {
        pull(Map.of());
        Path own = Files.writeString(folder.resolve("ckpts/own.txt"), "mine");
        WeightsFolder weights = new WeightsFolder(folder);
        assertThat(weights.remove(manifest().choose(List.of("net")).getFirst())).isEqualTo(SMALL.length + LARGE.length);
        assertThat(own).exists();
        assertThat(folder.resolve("other/third.pth")).hasBinaryContent(THIRD);
        assertThat(folder.resolve("config.json")).doesNotExist();
    }

    /** A pull in a process of its own. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            HubSettings settings = HubSettings.of(Map.of("HF_ENDPOINT", args[2], "HF_TOKEN", "secret"),
                    Path.of(args[0]));
            new Pull(Path.of(args[0]), settings, Map.of(), Progress.NONE)
                    .run(Manifest.read(Path.of(args[1])).choose(List.of()));
        }
    }

    @Test
    void killedTwentyTimesItStillEndsInTheRightBytes() throws Exception {
        manifest();
        Random random = new Random(20);
        for (int kill = 0; kill < 20; kill++) {
            Process child = child();
            long at = hub.sent.get() + 1 + random.nextInt(20_000);
            hub.onSent = sent -> { if (sent >= at) child.destroyForcibly(); };
            child.waitFor();
            hub.onSent = _ -> {};
        }
        Process last = child();
        assertThat(last.waitFor()).isZero();
        assertWhole();
        assertThat(states()).containsOnly(State.VERIFIED);
        assertThat(pull(Map.of())).isEmpty();
    }

    private static Path tool(String name) { return Path.of(System.getProperty("java.home"), "bin", name); }

    private Process child() throws IOException {
        return child(hub.url().toString(), "-Xshare:auto").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private ProcessBuilder child(String endpoint, String... options) {
        List<String> command = new ArrayList<>(List.of(tool("java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName(), folder.toString(),
                temp.resolve("list.json").toString(), endpoint));
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }

    /** An encrypted hub that sends its callers to a plain host: nobody goes there, with or without the token. */
    @Test
    void anEncryptedAddressNeverLeadsToAPlainOne() throws Exception {
        manifest();
        Path keys = temp.resolve("keys.p12");
        assertThat(new ProcessBuilder(tool("keytool").toString(), "-genkeypair", "-alias", "hub", "-keyalg", "EC",
                "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-storetype", "PKCS12", "-storepass", "changeit",
                "-keystore", keys.toString()).start().waitFor()).isZero();
        try (TlsHub tls = new TlsHub(keys, "changeit", hub.storageUrl())) {
            Process child = child(tls.url(), "-Djavax.net.ssl.trustStore=" + keys,
                    "-Djavax.net.ssl.trustStorePassword=changeit").start();
            String said = new String(child.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(child.waitFor()).isNotZero();
            assertThat(said).contains("leads to an address without encryption");
            assertThat(tls.tokens()).isNotEmpty().containsOnly("Bearer secret");
        }
        assertThat(hub.requests).noneMatch(r -> r.contains("big") || r.contains("config"));
        assertThat(hub.tokens).isEmpty();
    }

    @Test
    void theProgramsOwnListIsComplete() {
        Manifest published = Manifest.published();
        assertThat(published.choose(List.of())).extracting(Manifest.Part::name).containsExactly("pixal3d", "dinov3",
                "naf", "moge", "birefnet");
        assertThat(published.choose(List.of())).noneMatch(Manifest.Part::gated);
        long bytes = published.choose(List.of("pixal3d")).getFirst().items().stream()
                .mapToLong(i -> i.size().orElseThrow()).sum();
        assertThat(bytes).isBetween(24_000_000_000L, 24_100_000_000L);
        assertThat(published.parts())
                .allMatch(p -> !p.licence().name().isEmpty() && p.licence().url().startsWith("https://"));
    }

    /** The flows for several pictures are as large as those for one, and come when they are asked for. */
    @Test
    void flowsForSeveralPicturesAreAPartOfTheirOwn() {
        Manifest published = Manifest.published();
        List<Manifest.Item> one = published.choose(List.of("pixal3d")).getFirst().items();
        List<Manifest.Item> several = published.choose(List.of("pixal3d-views")).getFirst().items();
        assertThat(several).hasSize(9);
        for (Manifest.Item item : several) {
            if (!item.path().endsWith(".safetensors")) continue;
            assertThat(one).filteredOn(i -> i.path().equals(item.path().replace("_mv", ""))).singleElement()
                    .satisfies(twin -> assertThat(item.size()).isEqualTo(twin.size()));
        }
    }
}
