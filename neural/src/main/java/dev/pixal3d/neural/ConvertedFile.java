// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorInfo;
import dev.pixal3d.safetensors.TensorType;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One flow transformer's file, and its copy with each tensor in the type that a run in bf16 reads it in. The copy's
 * metadata say of which file it is: its name, length and time of change.
 *
 * @param source
 *            there
 * @param copy
 *            need not exist
 */
record ConvertedFile(Path source, Path copy) {
    /** The type of the runs that read copies. */
    static final Dtype TYPE = Dtype.BF16;

    private static final String PART = ".part";
    private static final int CHUNK = 1 << 20;

    /** Whether the copy is there and of the source as it is now; its values are not looked at. */
    boolean isCurrent() throws IOException {
        if (!Files.isRegularFile(copy)) return false;
        try (SafetensorsFile file = SafetensorsFile.open(copy)) {
            return file.metadata().equals(identity());
        }
    }

    private Map<String, String> identity() throws IOException {
        return Map.of("source", String.valueOf(source.getFileName()), "source_bytes",
                String.valueOf(Files.size(source)), "source_modified",
                String.valueOf(Files.getLastModifiedTime(source).toMillis()));
    }

    /** Whether every byte of the copy is what the source gives. */
    boolean isRight() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(copy); Weights from = CheckpointReport.open(source)) {
            Map<String, Dtype> types = types(from);
            if (!file.tensors().keySet().equals(types.keySet())) return false;
            for (TensorInfo info : file.tensors().values()) {
                Dtype type = types.getOrDefault(info.name(), TYPE);
                long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
                try (TensorScope _ = TensorScope.open()) {
                    MemorySegment right = converted(from, info.name(), type, shape).memory();
                    if (!info.type().name().equals(type.name()) || right.mismatch(file.data(info)) >= 0) return false;
                }
            }
            return true;
        }
    }

    /**
     * Makes the copy: it is there whole or not at all.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when there is no room for it
     */
    void write() throws IOException {
        Path part = copy.resolveSibling(copy.getFileName() + PART);
        try (Weights from = CheckpointReport.open(source)) {
            SafetensorsWriter writer = writer(from);
            requireRoom(writer.size());
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

    private void requireRoom(long needed) throws IOException {
        long free = Files.getFileStore(copy.resolveSibling("")).getUsableSpace();
        if (free >= needed) return;
        throw new Problem.General(Problem.Kind.INSUFFICIENT_STORAGE,
                ("weights: not enough room for the next copy (got %d MiB, needed %d MiB). Free some, or do "
                        + "without copies.").formatted(free >> 20, needed >> 20))
                .exception();
    }

    private SafetensorsWriter writer(Weights from) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        identity().forEach(writer::metadata);
        Map<String, Weights.TypedShape> entries = from.entries();
        // the widest types first, so that each tensor begins at a multiple of its elements' size
        types(from).entrySet().stream().sorted(Comparator.comparingInt(e -> -e.getValue().bytes())).forEach(entry -> {
            String name = entry.getKey();
            Dtype type = entry.getValue();
            long[] shape = Optional.ofNullable(entries.get(name)).orElseThrow().shape().stream()
                    .mapToLong(Long::longValue).toArray();
            writer.add(name, TensorType.valueOf(type.name()), out -> values(from, name, type, shape, out), shape);
        });
        return writer;
    }

    /** The type of each tensor in the copy: the one in which a run reads it. Types that nobody computes with go. */
    private Map<String, Dtype> types(Weights from) throws IOException {
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

    /** A tensor as the copy has it; for the innermost scope. */
    private static Tensor converted(Weights from, String name, Dtype type, long[] shape) {
        return from.as(type).read(name, shape).contiguous();
    }

    private static void values(Weights from, String name, Dtype type, long[] shape, OutputStream out)
            throws IOException {
        try (TensorScope _ = TensorScope.open()) {
            MemorySegment elements = converted(from, name, type, shape).memory();
            byte[] chunk = new byte[CHUNK];
            for (long at = 0; at < elements.byteSize(); at += CHUNK) {
                int length = (int) Math.min(CHUNK, elements.byteSize() - at);
                MemorySegment.copy(elements, ValueLayout.JAVA_BYTE, at, chunk, 0, length);
                out.write(chunk, 0, length);
            }
        }
    }
}
