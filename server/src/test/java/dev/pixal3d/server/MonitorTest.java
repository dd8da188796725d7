// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.queue.worker.WorkerMemory;
import dev.pixal3d.queue.worker.WorkerStatus;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.ops.DeviceMetrics;
import dev.pixal3d.server.ops.Metrics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What monitors read, on its own port, by the rules of the text format. */
class MonitorTest {
    private static MetricsText.Family family(Map<String, MetricsText.Family> families, String name) {
        return Objects.requireNonNull(families.get(name), name);
    }

    @Test
    void metricsHaveAPortOfTheirOwnAndAreWellFormed() throws IOException {
        try (TestServer server = TestServer.start(c -> c.with(new ServerConfig.Monitor("127.0.0.1", 0)))) {
            server.completed(server.submit());
            String monitor = "http://127.0.0.1:" + server.monitorPort();
            assertThat(server.get("/metrics").status()).as("no more where everybody comes").isEqualTo(404);
            assertThat(server.get(monitor + "/health/live").status()).isEqualTo(200);
            TestServer.await(() -> server.get(monitor + "/health/ready").status() == 200);
            assertThat(server.get(monitor + "/queue/fal-ai/pixal3d").status()).isEqualTo(404);
            // a run is counted a moment after its result is there
            TestServer.await(() -> server.get(monitor + "/metrics").text().contains("outcome=\"succeeded\""));
            Map<String, MetricsText.Family> families = MetricsText.parse(server.get(monitor + "/metrics").text());
            assertThat(families).containsKeys("pixal3d_queue_depth", "pixal3d_queue_paused", "pixal3d_running",
                    "pixal3d_oldest_waiting_seconds", "pixal3d_workers", "pixal3d_run_seconds", "pixal3d_wait_seconds",
                    "pixal3d_http_request_seconds", "jvm_memory_used_bytes", "jvm_threads_current",
                    "process_cpu_seconds_total");
            assertThat(family(families, "pixal3d_run_seconds").type()).isEqualTo("histogram");
            assertThat(family(families, "pixal3d_requests_ended_total").type()).isEqualTo("counter");
        }
    }

    @Test
    void devicesAreTold() {
        Metrics metrics = new Metrics();
        WorkerStatus worker = new WorkerStatus("node-1/0", WorkerStatus.Phase.IDLE, 7, Optional.empty(), 0, 0,
                Optional.empty(), Optional.of(new WorkerMemory(5, 10,
                        Optional.of(new DeviceMemory("cuda:0", 3, 8)))));
        DeviceMetrics.register(metrics, () -> List.of(worker));
        Map<String, MetricsText.Family> families = MetricsText.parse(metrics.text());
        assertThat(family(families, "pixal3d_device_memory_used_bytes").samples())
                .containsEntry("pixal3d_device_memory_used_bytes{worker=\"0\"}", 3.0);
        assertThat(family(families, "pixal3d_device_memory_bytes").samples()).containsValue(8.0);
        assertThat(family(families, "pixal3d_worker_heap_bytes").samples()).containsValue(5.0);
    }
}
