// SPDX-License-Identifier: MIT
package dev.pixal3d.training.views;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.training.files.SourceModels;
import dev.pixal3d.training.objects.ProceduralObject;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Renders the training views: a file of samples from procedural objects alone, or from the models below a folder. Each
 * folder directly below the one named is a source with a number of its own, in the order of names.
 */
public final class RenderViews {
    private static final int CHUNK = 64;
    /** Files larger than this are scenes or scans with more detail than a view of 64 pixels shows. */
    private static final long MOST_BYTES = 4L << 20;
    private static final int MOST_TRIANGLES = 120_000;
    /** The source number of procedural objects. */
    public static final int PROCEDURAL = 1000;

    private RenderViews() {}

    /** Renders that many procedural objects, one view each. */
    public static int procedural(Path file, int count, long seed, Parallel parallel) throws IOException {
        return write(file, count, parallel, (i, one) -> List.of(ViewRenderer.view(ProceduralObject.of(seed + i),
                PROCEDURAL, random(seed * 31 + i), one)));
    }

    /** Renders so many views of each model below a folder; models that cannot be read are named and left out. */
    public static int models(Path file, Path folder, int views, long seed, Parallel parallel) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path model : SourceModels.below(folder)) if (Files.size(model) <= MOST_BYTES) files.add(model);
        List<Path> sources;
        try (var list = Files.list(folder)) {
            sources = list.filter(Files::isDirectory).sorted().toList();
        }
        return write(file, files.size(), parallel, (i, one) -> {
            Path path = files.get(i);
            int source = IntStream.range(0, sources.size()).filter(k -> path.startsWith(sources.get(k))).findFirst()
                    .orElse(0);
            List<Optional<Sample>> out = new ArrayList<>();
            try {
                GlbModel model = SourceModels.read(path);
                if (model.triangleCount() > MOST_TRIANGLES || model.triangleCount() < 4) return out;
                RandomGenerator random = random(seed * 31 + i);
                for (int v = 0; v < views; v++) out.add(ViewRenderer.view(model, source, random, one));
            } catch (IOException | RuntimeException e) {
                System.err.println("left out " + path + ": " + e.getMessage());
            }
            return out;
        });
    }

    private interface Maker {
        List<Optional<Sample>> make(int index, Parallel parallel);
    }

    /** Chunks are made side by side and written in order, so that the file does not depend on the threads. */
    private static int write(Path file, int count, Parallel parallel, Maker maker) throws IOException {
        int written = 0;
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
                Parallel one = new Parallel(1)) {
            for (int start = 0; start < count; start += CHUNK) {
                int first = start, n = Math.min(CHUNK, count - start);
                List<List<Optional<Sample>>> made = new ArrayList<>();
                for (int i = 0; i < n; i++) made.add(List.of());
                parallel.range(n, 1, (from, to) -> {
                    for (int i = from; i < to; i++) made.set(i, maker.make(first + i, one));
                });
                for (List<Optional<Sample>> list : made) {
                    for (Optional<Sample> sample : list) {
                        if (sample.isEmpty()) continue;
                        SampleFile.write(sample.get(), out);
                        written++;
                    }
                }
            }
        }
        return written;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
