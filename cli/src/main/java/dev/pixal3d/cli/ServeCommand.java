// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Platform;
import dev.pixal3d.core.Problem;
import dev.pixal3d.neural.NeuralRuntime;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.queue.worker.WorkerProgram;
import dev.pixal3d.queue.worker.WorkerSupervisor;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.ops.ServerLog;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The service. */
@Command(name = "serve", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Serves fal's protocol for fal-ai/pixal3d: queue, files, webhooks, keys.",
        footer = {"", "Example:",
                "  pixal3d serve --port 8000"})
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServiceOptions options = new ServiceOptions();

    @Option(names = "--log", paramLabel = "text|json", description = "How log lines look. Default: text.")
    private String log = "text";

    @Option(names = "--log-polls", description = "Log status polls and other successful reads too.")
    private boolean logPolls;

    @Option(names = "--devices", paramLabel = "LIST",
            description = "Devices of the workers in turn, e.g. cuda:0,cuda:1; all: every GPU of the machine. "
                    + "Default: all workers use --device and share its memory.")
    private String devices = "";

    @Option(names = "--config", paramLabel = "FILE",
            description = "A properties file with these options by their names without dashes in front, e.g. port = "
                    + "8000. Options given here win.")
    @SuppressWarnings("UnusedVariable") // ConfigFile reads it before the other options have their values
    private Path config = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The exit code of a server that ended itself, see {@code Vitals}; the JVM ends with 3 when memory is out. */
    private static final int DEAD = 70;
    /** What the short help shows. */
    private static final Set<String> USUAL = Set.of("--data", "--host", "--port", "--public-url", "--anonymous",
            "--proxy-key", "--workers", "--weights", "--device", "--config");

    private final Console console;

    private ServeCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new ServeCommand(console));
        EngineFlags.addTo(line.getCommandSpec());
        ShortHelp.shorten(line.getCommandSpec(), USUAL);
        line.setDefaultValueProvider(new ConfigFile(line));
        return line;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ServerLog.install(switch (log) {
            case "text" -> ServerLog.Form.TEXT;
            case "json" -> ServerLog.Form.JSON;
            default -> throw Problem.usage("--log: not known (got " + log + ", allowed text, json).").exception();
        }, logPolls);
        WorkerDevices perWorker = WorkerDevices.parse(devices, NeuralRuntime::accelerators);
        if (!perWorker.devices().isEmpty() && EngineFlags.arguments(spec).contains("--device")) {
            throw Problem.usage("--devices: says the device already (got --device too). Leave one of them out.")
                    .exception();
        }
        ServerConfig server = options.config(perWorker.workers());
        EngineOptions engines = EngineFlags.of(spec);
        MemoryBudget memory = options.memory(server.work().workers());
        CountDownLatch stopped = new CountDownLatch(1);
        try (PixalServer running = PixalServer.start(server, Endpoints.INSTALLED,
                new Workers.Processes(new WorkerProgram(workerCommand(server, memory),
                        perWorker.arguments(server.work().workers())), engines),
                ServeCommand::die)) {
            console.out().println(running.url());
            console.say(
                    "pixal3d: serving fal-ai/pixal3d at " + running.url() + "  (data in " + server.dataDir() + ")");
            running.monitorPort().ifPresent(port -> console.say("pixal3d: metrics on port " + port));
            console.say("pixal3d: " + memory);
            running.firstKey().ifPresent(key -> {
                console.out().println(key);
                console.say("pixal3d: the key above is shown this once; more with: pixal3d keys create");
            });
            if (server.access().anonymous()) console.say("pixal3d: anonymous: calls need no key");
            if (server.work().workers() == 0)
                console.say("pixal3d: no workers: requests wait until some run");
            CountDownLatch closed = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stopped.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }, "drain"));
            stopped.await();
            console.say("pixal3d: draining");
            running.close();
            closed.countDown();
        }
        return ExitCode.OK;
    }

    /** At once: what is left cannot be trusted to stop in order, and everything that was answered is on the disk. */
    private static void die(String part) {
        Runtime.getRuntime().halt(DEAD);
    }

    /** This program again, as a worker: same JVM options, same class path. */
    private List<String> workerCommand(ServerConfig server, MemoryBudget memory) {
        List<String> command = new ArrayList<>();
        // Not this process's own command, which the system may not tell: a machine without /proc.
        command.add(Platform.here().java(Path.of(System.getProperty("java.home"))).toString());
        command.addAll(memory.workerArguments(ManagementFactory.getRuntimeMXBean().getInputArguments()));
        command.add("-Djava.io.tmpdir=" + WorkerSupervisor.TMP);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "worker", "--data",
                server.dataDir().toAbsolutePath().toString()));
        command.addAll(EngineFlags.arguments(spec));
        if (server.access().allowPrivateUrls()) command.add("--allow-private-urls");
        return command;
    }
}
