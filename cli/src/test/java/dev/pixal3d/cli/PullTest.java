// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.neural.SyntheticWeights;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty folder to a model, with weights that a host on this machine serves. */
class PullTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void pullThenGenerate() throws IOException {
        Path published = temp.resolve("published");
        SyntheticWeights.write(published, SyntheticWeights.Size.TINY, _ -> {});
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            host.setExecutor(threads);
            host.createContext("/", exchange -> {
                byte[] bytes = Files.readAllBytes(published.resolve(exchange.getRequestURI().getPath().substring(1)));
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            host.start();
            Path list = list(published, "http://localhost:" + host.getAddress().getPort() + "/");
            Path weights = temp.resolve("weights");
            Run plan = Run.of("pull", "--weights", weights, "--manifest", list, "--dry-run");
            assertThat(plan.exitCode()).isZero();
            assertThat(plan.out()).contains("ckpts/ss_flow.safetensors").contains(" files, ");
            assertThat(weights).doesNotExist();
            Run pull = Run.of("pull", "--weights", weights, "--manifest", list);
            assertThat(pull.exitCode()).as(pull.err()).isZero();
            assertThat(Run.of("weights", "verify", "--weights", weights, "--manifest", list).out())
                    .contains("tiny: all right");
            Run generate = Run.generateSmall(Run.EXAMPLES.resolve("robot.png"), temp.resolve("fox.glb"), "--seed", 3, "--engine",
                    "pixal3d", "--weights", weights, "--device", "cpu", "--camera_angle_x", 0.5, "--ss_sampling_steps", 2,
                    "--shape_slat_sampling_steps", 2, "--tex_slat_sampling_steps", 2, "--resolution", 1024);
            assertThat(generate.exitCode()).as(generate.err()).isZero();
            assertThat(temp.resolve("fox.glb")).isNotEmptyFile();
            Files.write(weights.resolve("ckpts/tex_dec.safetensors"), new byte[100]);
            Run verify = Run.of("weights", "verify", "--weights", weights, "--manifest", list);
            assertThat(verify.exitCode()).isEqualTo(ExitCode.MODEL_MISSING);
            assertThat(verify.err()).contains("ckpts/tex_dec.safetensors: has the wrong length")
                    .contains("pixal3d pull --only tiny");
            assertThat(Run.of("pull", "--weights", weights, "--manifest", list).exitCode()).isZero();
            assertThat(weights.resolve("ckpts/tex_dec.safetensors"))
                    .hasSameBinaryContentAs(published.resolve("ckpts/tex_dec.safetensors"));
            assertThat(Run.of("weights", "remove", "--all", "--weights", weights, "--manifest", list).exitCode()).isZero();
            assertThat(weights.resolve("pipeline.json")).doesNotExist();
            assertThat(Run.of("pull", "--only", "nothing").exitCode()).isEqualTo(ExitCode.USAGE);
        } finally {
            host.stop(0);
        }
    }

    private Path list(Path published, String url) throws IOException {
        try (Stream<Path> all = Files.walk(published)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            String items = files.stream().map(p -> {
                try {
                    return "{\"path\": \"%s\", \"size\": %d}".formatted(
                            published.relativize(p).toString().replace('\\', '/'), Files.size(p));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }).collect(Collectors.joining(", "));
            return Files.writeString(temp.resolve("list.json"), ("{\"parts\": [{\"name\": \"tiny\", \"use\": \"needed\", "
                    + "\"url\": \"%s\", \"licence\": {\"name\": \"none\"}, \"files\": [%s]}]}").formatted(url, items));
        }
    }
}
