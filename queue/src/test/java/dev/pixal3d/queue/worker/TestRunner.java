// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.queue.Outcome;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An engine whose behaviour the input names; also the main class of worker processes in tests. */
final class TestRunner implements JobRunner {
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("fail")) System.exit(3);
        WorkerLoop.serve(new TestRunner(), new Parallel(1));
    }

    /** The command of a worker process. */
    static List<String> command(String... arguments) {
        return java.util.stream.Stream.concat(java("-Xmx64m", TestRunner.class).stream(), List.of(arguments).stream())
                .toList();
    }

    /** The command of a small JVM with the tests' class path. */
    static List<String> java(String heap, Class<?> main) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), main.getName());
    }

    @Override
    public Outcome run(Job job, RunContext context) throws IOException {
        JsonNode input = JsonMapper.shared().readTree(job.input());
        String work = input.path("work").asString("echo");
        switch (work) {
            case "echo" -> {
                LockSupport.parkNanos(input.path("micros").asLong(0) * 1000);
                return new Outcome.Succeeded("{\"echo\":" + input.path("n").asInt(0) + "}");
            }
            case "steps" -> {
                context.info("begins");
                for (int i = 0; i < 4; i++) {
                    context.at("stage " + i, i, 4, i / 4.0);
                    context.warn("step " + i);
                }
                return new Outcome.Succeeded("{}");
            }
            case "file" -> {
                Files.writeString(job.directory().resolve("model.glb"), "glb of " + job.requestId());
                return new Outcome.Succeeded("{\"file\":\"model.glb\"}");
            }
            case "refuse" -> {
                return new Outcome.Rejected(422, "image_load_error", "{\"detail\":[]}");
            }
            case "throw" -> throw new IllegalStateException("a bug");
            case "memory" -> throw new OutOfMemoryError("for the test");
            case "allocate" -> {
                Object[] kept = {};
                while (true) kept = new Object[]{kept, new byte[1 << 20]};
            }
            case "crash" -> Runtime.getRuntime().halt(134);
            case "crash once" -> {
                if (job.attempt() == 1) Runtime.getRuntime().halt(134);
                return new Outcome.Succeeded("{\"attempt\":" + job.attempt() + "}");
            }
            case "noise" -> {
                FileOutputStream raw = new FileOutputStream(FileDescriptor.out);
                raw.write("native noise without end".getBytes(StandardCharsets.UTF_8));
                System.out.println("java noise");
                return new Outcome.Succeeded("{}");
            }
            case "wait" -> {
                context.info("waiting");
                while (true) {
                    context.check();
                    LockSupport.parkNanos(1_000_000);
                }
            }
            case "deaf" -> {
                context.info("deaf");
                awaitForever();
            }
            default -> throw new IllegalArgumentException("unknown work " + work);
        }
        throw new IllegalStateException("unreachable");
    }

    private static void awaitForever() {
        CountDownLatch never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // deaf on purpose
            }
        }
    }
}
