// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.neural.NeuralOptions;
import dev.pixal3d.neural.StageTrial;
import dev.pixal3d.torch.Device;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What each network takes, one row each: time to load, time to run once, most memory in use, and what the memory plan
 * reckoned with. Each runs in a process of its own, so that the operating system's peak is its own.
 *
 * <pre>
 * StageBench --weights DIR [--device cpu|cuda] [--precision auto|bf16|fp32] [--tokens N] [--only NAME,...]
 * </pre>
 *
 * On a CPU, {@code used} is the peak of memory that belongs to the process alone (allocated tensors and the Java heap)
 * and {@code resident} the peak with the mapped weights' pages, which the system can drop. On a GPU {@code used} is the
 * peak of its allocator.
 */
public final class StageBench {
    private static final String TOKENS = "4096";
    private static final long SAMPLE_MILLIS = 5;
    private static final String MARK = "stage\t";

    private StageBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Map<String, String> options = NeuralBench.options(arguments);
        if (options.containsKey("--one")) one(options);
        else all(options);
    }

    static void all(Map<String, String> options) throws IOException, InterruptedException {
        System.out.printf("%-30s %-34s %8s %8s %9s %9s %9s%n", "stage", "size", "load s", "run s", "used MiB",
                "plan MiB", "resident");
        List<String> names = StageTrial.names(neural(options));
        List<String> only = List.of(options.getOrDefault("--only", String.join(",", names)).split(","));
        for (String name : names) {
            if (!only.contains(name)) continue;
            List<String> command = new ArrayList<>(
                    List.of(ProcessHandle.current().info().command().orElse("java")));
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), StageBench.class.getName(), "--one",
                    name));
            options.forEach((key, value) -> {
                if (!key.equals("--only")) command.addAll(List.of(key, value));
            });
            Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) System.out.printf("%-30s failed%n", name);
            output.lines().filter(l -> l.startsWith(MARK)).forEach(l -> System.out.println(l.substring(MARK.length())));
        }
    }

    private static NeuralOptions neural(Map<String, String> options) {
        return new NeuralOptions(Path.of(options.getOrDefault("--weights", "")),
                options.getOrDefault("--device", "cpu"), options.getOrDefault("--precision", "auto"),
                OptionalLong.empty());
    }

    private static void one(Map<String, String> options) throws IOException, InterruptedException {
        String name = options.getOrDefault("--one", "");
        String device = options.getOrDefault("--device", "cpu");
        int tokens = Integer.parseInt(options.getOrDefault("--tokens", TOKENS));
        AtomicLong own = new AtomicLong();
        Thread sampler = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    own.accumulateAndGet(status("RssAnon"), Math::max);
                    Thread.sleep(SAMPLE_MILLIS);
                }
            } catch (InterruptedException | IOException _) {
                // The measurement is over, or the system has no such file.
            }
        });
        Device chosen = Device.parse(device);
        StageTrial.Result result = StageTrial.run(neural(options), name, tokens);
        sampler.interrupt();
        sampler.join();
        long used = chosen.isCpu() ? own.get() : result.used();
        System.out.printf(Locale.ROOT, MARK + "%-30s %-34s %8.1f %8.1f %9d %9d %9d%n", name, result.size(),
                result.loadSeconds(), result.runSeconds(), used >> 20, result.planned() >> 20,
                status("VmHWM") >> 20);
    }

    /** Bytes of an entry of this process's status; 0 where the system has none. */
    private static long status(String entry) throws IOException {
        Path file = Path.of("/proc/self/status");
        if (!Files.exists(file)) return 0;
        return Files.readString(file).lines().filter(l -> l.startsWith(entry + ":"))
                .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10).findFirst().orElse(0);
    }
}
