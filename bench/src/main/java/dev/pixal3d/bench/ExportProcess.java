// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.engine.ExportOptions;
import dev.pixal3d.engine.ExportedModel;
import dev.pixal3d.engine.GenerateRequest.RemeshMode;
import dev.pixal3d.engine.VoxelFile;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One export in a process of its own: a volume's file in, a GLB out, the cost of each step on standard output. Started
 * by {@link ExportBench} with its own JVM options.
 */
public final class ExportProcess {
    private ExportProcess() {}

    /** What the process took. */
    record Run(double wall, double cpu, long bytes, List<ExportSteps.Cost> steps) {}

    /** Runs an export in a fresh process. */
    static Run start(Path voxels, int faces, int textureSize, int threads) throws IOException {
        Path model = Files.createTempFile("pixal3d-bench", ".glb");
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ExportProcess.class.getName(), voxels
                .toString(), model.toString(), "" + faces, "" + textureSize, "" + threads));
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<ExportSteps.Cost> steps = process.inputReader().lines().map(ExportProcess::parse).toList();
        try {
            if (process.waitFor() != 0) throw new IOException("the export failed, see above: " + command);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        double wall = (System.nanoTime() - began) / 1e9;
        long bytes = Files.size(model);
        Files.delete(model);
        return new Run(wall, steps.getLast().cpu(), bytes, steps.subList(0, steps.size() - 1));
    }

    private static ExportSteps.Cost parse(String line) {
        String[] words = line.split(" ");
        return new ExportSteps.Cost(words[0], Double.parseDouble(words[1]), Double.parseDouble(words[2]),
                words.length > 3 ? Optional.of(Double.parseDouble(words[3])) : Optional.empty());
    }

    public static void main(String[] arguments) throws IOException {
        ExportOptions options = ExportSteps.options(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]),
                false, RemeshMode.HULL);
        try (Parallel parallel = new Parallel(Integer.parseInt(arguments[4]))) {
            long began = System.nanoTime();
            ExportSteps steps = new ExportSteps(read(Path.of(arguments[0])), parallel);
            print(new ExportSteps.Cost("read", (System.nanoTime() - began) / 1e9, cpu(), ResidentMemory
                    .peakMegabytes()));
            ExportSteps.Simplified mesh = steps.decimate(steps.surface(options), options);
            UnwrappedMesh unwrapped = steps.unwrap(mesh, options);
            ExportedModel model = steps.bake(mesh, unwrapped, options);
            Files.write(Path.of(arguments[1]), steps.write(model, options));
            steps.takeCosts().forEach(ExportProcess::print);
            print(new ExportSteps.Cost("process", 0, cpu(), Optional.empty()));
        }
    }

    private static double cpu() {
        return ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(Double.NaN);
    }

    private static void print(ExportSteps.Cost cost) {
        System.out.println(cost.step() + " " + cost.wall() + " " + cost.cpu() + cost.peakMegabytes().map(m -> " " + m)
                .orElse(""));
    }

    /** A volume's file, whole in memory. */
    static OVoxel read(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            return VoxelFile.read(file).voxels();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
