// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.torch.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of the flow transformers' files with each tensor in the type that a run in bf16 reads it in, below
 * {@code converted} in the weights folder. A process that starts maps such a copy instead of reading and converting the
 * published file, which is twice as large. A copy belongs to the file that it was made of; once that is another one,
 * the copy is not used. Its values are those that the run would have computed.
 *
 * <p>
 * Only whole files of bf16 are kept: weights of 8 bits are made of the published values, not of rounded ones, runs in
 * fp32 map the published file as it is, and no other network is converted at all.
 */
public final class ConvertedWeights {
    private static final String FOLDER = "converted";
    private static final String ENDING = ".bf16.safetensors";
    private static final String REMEDY = ". Run: pixal3d weights convert";

    private final Path weights;

    /**
     * @param weights
     *            the weights folder
     */
    public ConvertedWeights(Path weights) { this.weights = weights; }

    /** The copy of a flow's file that a run may use in its place. */
    static Optional<Path> find(Path folder, Path source, MemoryPlan.Form form) {
        if (form.torso() != ConvertedFile.TYPE || form.kept() == FlowWeights.INT8) return Optional.empty();
        ConvertedFile file = file(folder, source);
        try {
            return file.isCurrent() ? Optional.of(file.copy()) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // the published file is there in any case, and weights verify tells of the copy
            return Optional.empty();
        }
    }

    private static ConvertedFile file(Path folder, Path source) {
        String name = String.valueOf(source.getFileName()).replaceFirst("\\.safetensors$", "");
        return new ConvertedFile(source, folder.resolve(FOLDER).resolve(name + ENDING));
    }

    /** The flows' files of both kinds that are there, whole, and their copies. */
    private List<ConvertedFile> flows() {
        List<ConvertedFile> flows = new ArrayList<>();
        for (PictureCount pictures : PictureCount.values()) {
            ModelFolder folder = new ModelFolder(weights, pictures);
            if (!folder.isDescribed()) continue;
            for (Part part : Part.values()) {
                if (part.kind() != NetworkKind.FLOW) continue;
                folder.find(part).filter(file -> file.toString().endsWith(".safetensors"))
                        .ifPresent(source -> flows.add(file(weights, source)));
            }
        }
        return flows;
    }

    /**
     * Makes the copies that are missing, out of date or damaged.
     *
     * @param told
     *            hears of each file before it is written
     * @return all copies
     * @throws dev.pixal3d.core.ProblemException
     *             when there is nothing to convert, or no room for it
     * @throws IOException
     *             when a file cannot be read or written
     */
    public List<Path> write(Consumer<String> told) throws IOException {
        TorchRuntime.problem().ifPresent(why -> {
            throw new Problem.General(Problem.Kind.FEATURE_NOT_SUPPORTED, why).exception();
        });
        List<ConvertedFile> flows = flows();
        if (flows.isEmpty()) {
            throw Problem.unusable("weights: there is no flow transformer to convert. Run: pixal3d pull").exception();
        }
        Files.createDirectories(weights.resolve(FOLDER));
        for (ConvertedFile flow : flows) {
            if (isGood(flow)) continue;
            told.accept(weights.relativize(flow.copy()).toString());
            flow.write();
        }
        return flows.stream().map(ConvertedFile::copy).toList();
    }

    private static boolean isGood(ConvertedFile flow) throws IOException {
        try {
            return flow.isCurrent() && flow.isRight();
        } catch (RuntimeException e) {
            // cut short, or no copy at all: it is made again
            return false;
        }
    }

    /** The copies that are there, whatever they are worth. */
    private List<Path> files() throws IOException {
        Path folder = weights.resolve(FOLDER);
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> f.toString().endsWith(ENDING)).sorted().toList();
        }
    }

    /**
     * Compares every byte of the copies with what their files give now.
     *
     * @return a line with the remedy for each that is not as it should be
     * @throws IOException
     *             when a file cannot be read
     */
    public List<String> verify() throws IOException {
        List<Path> copies = files();
        if (copies.isEmpty()) return List.of();
        List<ConvertedFile> flows = flows();
        List<String> problems = new ArrayList<>();
        for (Path copy : copies) {
            Optional<ConvertedFile> flow = flows.stream().filter(f -> f.copy().equals(copy)).findFirst();
            wrong(flow).ifPresent(why -> problems.add(weights.relativize(copy) + ": " + why));
        }
        return problems;
    }

    private static Optional<String> wrong(Optional<ConvertedFile> flow) throws IOException {
        if (flow.isEmpty()) {
            return Optional.of("is a copy of no flow that is there. Run: pixal3d weights convert --remove");
        }
        try {
            if (!flow.get().isCurrent()) {
                return Optional.of("is of another file than the one that is there now" + REMEDY);
            }
            return flow.get().isRight() ? Optional.empty() : Optional.of("is damaged" + REMEDY);
        } catch (RuntimeException e) {
            return Optional.of("is cut short or no copy" + REMEDY);
        }
    }

    /**
     * Removes all copies.
     *
     * @return bytes that became free
     */
    public long remove() throws IOException {
        long free = 0;
        for (Path copy : files()) {
            free += Files.size(copy);
            Files.delete(copy);
        }
        Path folder = weights.resolve(FOLDER);
        if (Files.isDirectory(folder) && isEmpty(folder)) Files.delete(folder);
        return free;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.findAny().isEmpty();
        }
    }
}
