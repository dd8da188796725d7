// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorInfo;
import dev.pixal3d.safetensors.TensorType;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.TorchRuntime;
import dev.pixal3d.torch.Weights;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies of the flow transformers' files with each tensor in the type that a run in bf16 reads it in, below
 * {@code converted} in the weights folder. A process that starts maps such a copy instead of reading and converting the
 * published file, which is twice as large. A copy belongs to the file that it was made of, by name, length and time of
 * change; once that is another one, the copy is not used. Its values are those that the run would have computed.
 *
 * <p>
 * Only whole files of bf16 are kept: weights of 8 bits are made of the published values, not of rounded ones, runs in
 * fp32 map the published file as it is, and no other network is converted at all.
 */
public final class ConvertedWeights {
    private static final String FOLDER = "converted";
    private static final String ENDING = ".bf16.safetensors";
    private static final String PART = ".part";
    private static final Dtype TYPE = Dtype.BF16;
    private static final String REMEDY = ". Run: pixal3d weights convert";
    private static final int CHUNK = 1 << 20;

    private final Path weights;

    /**
     * @param weights
     *            the weights folder
     */
    public ConvertedWeights(Path weights) { this.weights = weights; }

    /** The copy of a flow's file that a run may use in its place. */
    static Optional<Path> find(Path folder, Path source, MemoryPlan.Form form) {
        if (form.torso() != TYPE || form.kept() == FlowWeights.INT8) return Optional.empty();
        Path copy = copy(folder, source);
        try {
            return Files.isRegularFile(copy) && isOf(source, copy) ? Optional.of(copy) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // the published file is there in any case, and weights verify tells of the copy
            return Optional.empty();
        }
    }

    private static Path copy(Path folder, Path source) {
        String name = String.valueOf(source.getFileName()).replaceFirst("\\.safetensors$", "");
        return folder.resolve(FOLDER).resolve(name + ENDING);
    }

    /** What a copy says of the file that it was made of. */
    private static Map<String, String> identity(Path source) throws IOException {
        return Map.of("source", String.valueOf(source.getFileName()), "source_bytes",
                String.valueOf(Files.size(source)), "source_modified",
                String.valueOf(Files.getLastModifiedTime(source).toMillis()));
    }

    private static boolean isOf(Path source, Path copy) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(copy)) {
            return file.metadata().equals(identity(source));
        }
    }

    /** The flows' files of both kinds that are there, whole. */
    private List<Path> sources() {
        List<Path> sources = new ArrayList<>();
        for (PictureCount pictures : PictureCount.values()) {
            ModelFolder folder = new ModelFolder(weights, pictures);
            if (!folder.isDescribed()) continue;
            for (Part part : Part.values()) {
                if (part.kind() != NetworkKind.FLOW) continue;
                folder.find(part).filter(file -> file.toString().endsWith(".safetensors")).ifPresent(sources::add);
            }
        }
        return sources;
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
        List<Path> sources = sources();
        if (sources.isEmpty()) {
            throw Problem.unusable("weights: there is no flow transformer to convert. Run: pixal3d pull").exception();
        }
        Path folder = Files.createDirectories(weights.resolve(FOLDER));
        List<Path> copies = new ArrayList<>();
        for (Path source : sources) {
            Path copy = copy(weights, source);
            copies.add(copy);
            boolean there = find(weights, source, new MemoryPlan.Form(TYPE, FlowWeights.WHOLE, 0)).isPresent();
            if (there && isRight(source, copy)) continue;
            told.accept(weights.relativize(copy).toString());
            try (Weights from = CheckpointReport.open(source)) {
                SafetensorsWriter writer = writer(from, source);
                requireRoom(folder, writer.size());
                write(writer, copy);
            }
        }
        return copies;
    }

    private static void requireRoom(Path folder, long needed) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free >= needed) return;
        throw new Problem.General(Problem.Kind.INSUFFICIENT_STORAGE,
                ("weights: not enough room for the next copy (got %d MiB, needed %d MiB). Free some, or do "
                        + "without copies.").formatted(free >> 20, needed >> 20))
                .exception();
    }

    private static SafetensorsWriter writer(Weights from, Path source) throws IOException {
        Map<String, Dtype> types = types(from, source);
        SafetensorsWriter writer = new SafetensorsWriter();
        identity(source).forEach(writer::metadata);
        // the widest types first, so that each tensor begins at a multiple of its elements' size
        Map<String, Weights.TypedShape> entries = from.entries();
        types.entrySet().stream().sorted(Comparator.comparingInt(e -> -e.getValue().bytes())).forEach(entry -> {
            String name = entry.getKey();
            Dtype type = entry.getValue();
            long[] shape = Optional.ofNullable(entries.get(name)).orElseThrow().shape().stream()
                    .mapToLong(Long::longValue).toArray();
            writer.add(name, TensorType.valueOf(type.name()), out -> values(from, name, type, shape, out), shape);
        });
        return writer;
    }

    /** The type of each tensor in the copy: the one in which a run reads it. Types that nobody computes with go. */
    private static Map<String, Dtype> types(Weights from, Path source) throws IOException {
        Map<String, Dtype> read = new LinkedHashMap<>();
        ConfigJson json = CheckpointReport
                .json(Optional.of(NetworkKind.FLOW), CheckpointReport.configOf(source), from).orElseThrow(
                        () -> Problem.unusable(source + ": has no JSON beside it. Download it too.").exception());
        try (Weights recorder = Weights.recording((name, type, _) -> type.ifPresent(t -> read.put(name, t)));
                TensorScope _ = TensorScope.open()) {
            FlowTransformer _ = new FlowTransformer(FlowConfig.read(json), recorder, TYPE, FlowWeights.WHOLE);
        }
        Map<String, Dtype> types = new LinkedHashMap<>();
        from.entries().forEach((name, info) -> info.dtype().ifPresent(stored -> types.put(name,
                stored.isFloating() ? read.getOrDefault(name, stored) : stored)));
        return types;
    }

    private static void values(Weights from, String name, Dtype type, long[] shape, OutputStream out)
            throws IOException {
        try (TensorScope _ = TensorScope.open()) {
            MemorySegment elements = from.as(type).read(name, shape).contiguous().memory();
            byte[] chunk = new byte[CHUNK];
            for (long at = 0; at < elements.byteSize(); at += CHUNK) {
                int length = (int) Math.min(CHUNK, elements.byteSize() - at);
                MemorySegment.copy(elements, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
                out.write(chunk, 0, length);
            }
        }
    }

    private static void write(SafetensorsWriter writer, Path copy) throws IOException {
        Path part = copy.resolveSibling(copy.getFileName() + PART);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), CHUNK)) {
                writer.writeTo(out);
            }
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(part, copy, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The copies that are there, whatever they are worth. */
    public List<Path> files() throws IOException {
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
        if (files().isEmpty()) return List.of();
        List<String> problems = new ArrayList<>();
        List<Path> sources = sources();
        for (Path copy : files()) {
            String name = weights.relativize(copy).toString();
            Optional<Path> source = sources.stream().filter(s -> copy(weights, s).equals(copy)).findFirst();
            try {
                if (source.isEmpty()) {
                    problems.add(name + ": is a copy of no flow that is there. Run: pixal3d weights convert --remove");
                } else if (!isOf(source.get(), copy)) {
                    problems.add(name + ": is of another file than the one that is there now" + REMEDY);
                } else if (!isRight(source.get(), copy)) { problems.add(name + ": is damaged" + REMEDY); }
            } catch (RuntimeException e) {
                problems.add(name + ": is cut short or no copy" + REMEDY);
            }
        }
        return problems;
    }

    private static boolean isRight(Path source, Path copy) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(copy); Weights from = CheckpointReport.open(source)) {
            Map<String, Dtype> types = types(from, source);
            if (!file.tensors().keySet().equals(types.keySet())) return false;
            for (TensorInfo info : file.tensors().values()) {
                Dtype type = types.getOrDefault(info.name(), TYPE);
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                try (TensorScope _ = TensorScope.open()) {
                    MemorySegment right = from.as(type).read(info.name(), shape).contiguous().memory();
                    if (!info.type().name().equals(type.name()) || right.mismatch(file.data(info)) >= 0) return false;
                }
            }
            return true;
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
        if (Files.isDirectory(weights.resolve(FOLDER)) && isEmpty(weights.resolve(FOLDER))) {
            Files.delete(weights.resolve(FOLDER));
        }
        return free;
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.findAny().isEmpty();
        }
    }
}
