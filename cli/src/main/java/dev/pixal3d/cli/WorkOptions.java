// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Platform;
import dev.pixal3d.core.Problem;
import dev.pixal3d.neural.NeuralRuntime;
import dev.pixal3d.queue.worker.WorkerProgram;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The workers of a server or a node: how many, on what, for how long, with how much memory. */
final class WorkOptions {
    @Option(names = "--allow-private-urls",
            description = "Fetch pictures also from loopback and private addresses; a server sends webhooks there too.")
    private boolean allowPrivateUrls;

    @Option(names = "--workers", paramLabel = "N",
            description = "Worker processes; a server with 0 answers and queues only. Default: one for each of "
                    + "--devices, else 1.")
    private Optional<Integer> workers = Optional.empty();

    @Option(names = "--devices", paramLabel = "LIST",
            description = "Devices of the workers in turn, e.g. cuda:0,cuda:1; all: every GPU of the machine. "
                    + "Default: all workers use --device and share its memory.")
    private String devices = "";

    @Option(names = "--time-limit", paramLabel = "SECONDS", description = "Longest time of one attempt. Default: 3600.")
    private int timeLimit = 3600;

    @Option(names = "--lease", paramLabel = "SECONDS",
            description = "How long a request is held by a machine of which nothing is heard, before another one runs "
                    + "it. Default: 30.")
    private int lease = 30;

    @Option(names = "--drain", paramLabel = "SECONDS",
            description = "How long what is asked to stop lets answers and runs under way go on; what runs longer "
                    + "goes back to its place in the queue without losing an attempt. Default: 20.")
    private int drainTime = 20;

    @Option(names = "--recycle-after", paramLabel = "RUNS",
            description = "Runs after which a worker process is replaced. Default: 100.")
    private int recycleAfter = 100;

    @Option(names = "--total-memory", paramLabel = "MIB",
            description = "Heap of this process and all workers together; the workers share what it leaves. 0 takes "
                    + "70 %% of the machine, or of the container's limit. Default: 0.")
    private int totalMemory;

    @Option(names = "--worker-memory", paramLabel = "MIB",
            description = "Heap of each worker; 0 for its share of --total-memory. Default: 0.")
    private int workerMemory;

    @Option(names = "--key-running", paramLabel = "N",
            description = "Requests of one key that run at the same time; 0 for any number. Default: 0.")
    private int keyRunning;

    /**
     * A configuration with what was said of the workers.
     *
     * @param fewest
     *            workers that make sense
     */
    ServerConfig of(ServerConfig config, int fewest) {
        int count = workers.orElseGet(() -> perWorker().workers());
        OptionRange.check("--workers", count, fewest, 64);
        OptionRange.check("--time-limit", timeLimit, 1, 7 * 86400);
        OptionRange.check("--lease", lease, 2, 3600);
        OptionRange.check("--drain", drainTime, 0, 7 * 86400);
        OptionRange.check("--recycle-after", recycleAfter, 1, 1_000_000);
        OptionRange.check("--key-running", keyRunning, 0, 1_000_000);
        ServerConfig.Quotas quotas = config.quotas();
        return config.with(config.timing().withDrain(Duration.ofSeconds(drainTime)))
                .with(new ServerConfig.Access(config.access().anonymous(), allowPrivateUrls,
                        config.access().proxyKey()))
                .with(new ServerConfig.Quotas(keyRunning == 0 ? Integer.MAX_VALUE : keyRunning, quotas.queued(),
                        quotas.storedBytes(), quotas.requestsPerMinute()))
                .with(new ServerConfig.Work(count, Duration.ofSeconds(timeLimit), recycleAfter,
                        config.work().subPaths(), Duration.ofSeconds(lease)));
    }

    /** What this process and so many workers may fill. */
    MemoryBudget memory(int count) {
        OptionRange.check("--total-memory", totalMemory, 0, Integer.MAX_VALUE);
        OptionRange.check("--worker-memory", workerMemory, 0, Integer.MAX_VALUE);
        return MemoryBudget.of(count, mebibytes(totalMemory), mebibytes(workerMemory));
    }

    private static OptionalLong mebibytes(int option) {
        return option == 0 ? OptionalLong.empty() : OptionalLong.of((long) option << 20);
    }

    private WorkerDevices perWorker() { return WorkerDevices.parse(devices, NeuralRuntime::accelerators); }

    /**
     * This program again, as each of the workers: same JVM options, same class path, same settings of the engines.
     *
     * @param spec
     *            of the command that was given them
     */
    Workers.Processes processes(CommandSpec spec, ServerConfig config, MemoryBudget memory) {
        WorkerDevices perWorker = perWorker();
        List<String> engines = EngineFlags.arguments(spec);
        if (!perWorker.devices().isEmpty() && engines.contains("--device")) {
            throw Problem.usage("--devices: says the device already (got --device too). Leave one of them out.")
                    .exception();
        }
        List<String> command = new ArrayList<>();
        // Not this process's own command, which the system may not tell: a machine without /proc.
        command.add(Platform.here().java(Path.of(System.getProperty("java.home"))).toString());
        command.addAll(memory.workerArguments(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-Djava.io.tmpdir=" + WorkerSupervisor.TMP);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "worker", "--data",
                config.dataDir().toAbsolutePath().toString()));
        command.addAll(engines);
        if (allowPrivateUrls) command.add("--allow-private-urls");
        return new Workers.Processes(new WorkerProgram(command, perWorker.arguments(config.work().workers())),
                EngineFlags.of(spec));
    }
}
