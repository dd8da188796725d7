// SPDX-License-Identifier: MIT
package dev.pixal3d.training;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.torch.ComputeThread;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.training.network.Trainer;
import dev.pixal3d.training.views.RenderViews;
import dev.pixal3d.training.views.SampleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Renders views and trains the network; goes on where it stopped when called again with the same folder.
 *
 * <pre>
 * Train FOLDER [--minutes 5] [--samples 20000] [--objects 2000] [--models FOLDER] [--held-out FOLDER] [--views 4]
 *              [--batch 16] [--rate 0.002] [--procedural 0.35] [--precision fp32|bf16] [--from NETWORK] [--seed 1]
 *              [--threads N] [--only-render true]
 * </pre>
 *
 * The folder receives the views, {@code checkpoint.safetensors} and {@code network.safetensors}, the best state so far.
 * It ends after the samples or the minutes of training, whichever comes first, or when it is asked to: the step under
 * way is finished and the state written.
 */
public final class Train {
    private static final int HELD_OUT_OBJECTS = 256;
    private static final long HELD_OUT_SEED = 7_000_000_000L;

    private Train() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0 || arguments.length % 2 == 0) {
            throw new IllegalArgumentException(
                    "train: the folder for the run is missing, or an option has no value. Name a folder, then "
                            + "--option value.");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        int threads = number(options, "--threads", Runtime.getRuntime().availableProcessors());
        List<Path> files = render(folder, options, threads);
        if (options.containsKey("--only-render")) return;
        try (ComputeThread compute = new ComputeThread()) {
            compute.call(() -> {
                train(folder, files, options, threads);
                return true;
            });
        }
    }

    private static int number(Map<String, String> options, String name, int fallback) {
        return Integer.parseInt(options.getOrDefault(name, String.valueOf(fallback)));
    }

    private static Dtype precision(Map<String, String> options) {
        String given = options.getOrDefault("--precision", "fp32");
        return switch (given) {
            case "fp32" -> Dtype.F32;
            case "bf16" -> Dtype.BF16;
            default -> throw new IllegalArgumentException("train: --precision is not known (got " + given
                    + ", allowed fp32 or bf16). Use bf16 on processors with instructions for it.");
        };
    }

    /** The files of views, the held-out one first; those that are there already are kept. */
    private static List<Path> render(Path folder, Map<String, String> options, int threads) throws Exception {
        int seed = number(options, "--seed", 1), views = number(options, "--views", 4);
        List<Path> files = new ArrayList<>();
        try (Parallel parallel = new Parallel(threads)) {
            files.add(rendered(folder.resolve("held-out.views"), file -> options.containsKey("--held-out")
                    ? RenderViews.models(file, Path.of(options.get("--held-out")), views, HELD_OUT_SEED, parallel)
                    : RenderViews.procedural(file, HELD_OUT_OBJECTS, HELD_OUT_SEED, parallel)));
            if (options.containsKey("--models")) {
                files.add(rendered(folder.resolve("models.views"), file -> RenderViews.models(file, Path.of(options.get(
                        "--models")), views, seed, parallel)));
            }
            files.add(rendered(folder.resolve("objects.views"), file -> RenderViews.procedural(file, number(options,
                    "--objects", 2000), seed * 1_000_000L, parallel)));
        }
        return files;
    }

    private interface Maker {
        int make(Path file) throws Exception;
    }

    private static Path rendered(Path file, Maker maker) throws Exception {
        if (Files.exists(file)) return file;
        long begin = System.nanoTime();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        int count = maker.make(part);
        Files.move(part, file);
        System.out.printf(Locale.ROOT, "%s: %d views in %.0f s%n", file.getFileName(), count, (System.nanoTime()
                - begin) / 1e9);
        return file;
    }

    private static void train(Path folder, List<Path> files, Map<String, String> options, int threads)
            throws Exception {
        TorchRuntime.threads(threads);
        int batch = number(options, "--batch", 16);
        Trainer.Plan plan = new Trainer.Plan(number(options, "--samples", 20_000), batch, Double.parseDouble(options
                .getOrDefault("--rate", "0.002")), number(options, "--seed", 1), Math.max(1,
                        number(options,
                                "--evaluate-every", 2000) / batch),
                Double.parseDouble(options.getOrDefault("--procedural", "0.35")), precision(options),
                Optional.ofNullable(options.get(
                        "--from")).map(Path::of));
        long end = System.nanoTime() + (long) (60e9 * Double.parseDouble(options.getOrDefault("--minutes", "5")));
        long begin = System.nanoTime();
        List<SampleFile> open = new ArrayList<>();
        AtomicBoolean stopped = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            stopped.set(true);
            try {
                if (!ended.await(2, TimeUnit.MINUTES)) System.err.println("train: the last step did not end in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        try (TensorScope _ = TensorScope.openTraining()) {
            for (Path file : files) open.add(new SampleFile(file));
            Trainer trainer = new Trainer(plan, open.subList(1, open.size()), open.getFirst(), folder,
                    line -> System.out
                            .printf(Locale.ROOT, "%6.0f s  %s%n", (System.nanoTime() - begin) / 1e9, line));
            trainer.run(() -> stopped.get() || System.nanoTime() > end);
        } finally {
            for (SampleFile file : open) file.close();
            ended.countDown();
        }
    }
}
