// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * A network's parameters from mapped files (safetensors, alone or in pieces, or a {@code torch.save} archive),
 * strictly: asking for a key that is missing or has another shape fails, and {@link #requireAllUsed} fails if the file
 * holds keys that nobody asked for. Errors name file and key.
 *
 * <p>
 * {@link #at} gives views that share everything but a key prefix; {@link #as} and {@link #on} give views that convert.
 * Tensors belong to the weights, not to a {@link TensorScope}: {@link #close} on any view frees all of them. Where type
 * and device already fit, a tensor is the mapped file itself, unread until used; it stays mapped until the last view of
 * it is gone. For one thread at a time.
 */
public final class Weights implements AutoCloseable {
    /**
     * What a file says about a tensor.
     *
     * @param dtype
     *            none for types we cannot compute with
     */
    public record TypedShape(Optional<Dtype> dtype, List<Long> shape) {
        public long elements() { return shape.stream().reduce(1L, (a, b) -> a * b); }
    }

    /**
     * Where a tensor of another naming is in a file.
     *
     * @param name
     *            in the file
     * @param part
     *            which of its parts, from 0
     * @param parts
     *            equal parts along its first dimension; 1: all of it
     */
    public record Rows(String name, int part, int parts) {}

    /** Hears what a network reads. */
    @FunctionalInterface
    public interface Recorder {
        /**
         * A tensor was asked for.
         *
         * @param key
         *            in full
         * @param dtype
         *            that floating-point values are converted to; as they are stored when none
         */
        void asked(String key, Optional<Dtype> dtype, long[] shape);
    }

    /** The open file and what was taken from it; unmapped when it is closed and no tensor looks at it. */
    private static final class Source {
        private final Checkpoint file;
        private final Optional<Recorder> asked;
        private final Set<String> used = new LinkedHashSet<>();
        private final List<Tensor> owned = new ArrayList<>();
        private int users = 1;
        private boolean closed;

        Source(Checkpoint file, Optional<Recorder> asked) {
            this.file = file;
            this.asked = asked;
        }

        synchronized void enter() { users++; }

        synchronized void leave() { if (--users == 0) file.close(); }
    }

    private final Source source;
    private final String prefix;
    private final Optional<Dtype> dtype;
    private final Device device;

    private Weights(Source source, String prefix, Optional<Dtype> dtype, Device device) {
        this.source = source;
        this.prefix = prefix;
        this.dtype = dtype;
        this.device = device;
    }

    /**
     * Maps a file; tensors keep their stored type and are on the CPU until {@link #as} and {@link #on} say otherwise.
     *
     * @throws TorchException
     *             when the file is not a usable checkpoint (or ProblemException when not well formed)
     */
    public static Weights open(Path file) throws IOException { return open(file, _ -> Map.of()); }

    /**
     * As {@link #open(Path)}, under other names.
     *
     * @param naming
     *            from the file's names to those that the network asks for; tensors that it leaves out keep theirs
     */
    public static Weights open(Path file, Function<Set<String>, Map<String, Rows>> naming) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(file);
        try {
            Checkpoint named = RenamedCheckpoint.of(checkpoint, naming.apply(checkpoint.entries().keySet()));
            return new Weights(new Source(named, Optional.empty()), "", Optional.empty(), Device.CPU);
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /**
     * Weights without a file, to learn what a network reads: each {@link #get} is told to {@code asked} and answered by
     * zeros that take no memory.
     */
    public static Weights recording(Recorder asked) {
        return new Weights(new Source(new NoCheckpoint(), Optional.of(asked)), "", Optional.empty(), Device.CPU);
    }

    /** The keys below a prefix: {@code at("blocks.0").get("weight")} is {@code blocks.0.weight}. */
    public Weights at(String name) {
        return new Weights(source, prefix + name + ".", dtype, device);
    }

    /** Converts floating-point tensors to a type; others keep theirs. */
    public Weights as(Dtype wanted) {
        return new Weights(source, prefix, Optional.of(wanted), device);
    }

    /** Places tensors on a device. */
    public Weights on(Device wanted) {
        return new Weights(source, prefix, dtype, wanted);
    }

    /** The file's path, for errors. */
    public String where() { return source.file.where(); }

    /** Bytes of all tensors' elements, as they are stored. */
    public long bytes() {
        return source.file.entries().values().stream().mapToLong(e -> e.elements().byteSize()).sum();
    }

    /** All tensors below this prefix by their name without it, in file order. */
    public Map<String, TypedShape> entries() {
        Map<String, TypedShape> all = new LinkedHashMap<>();
        source.file.entries().forEach((name, entry) -> {
            if (name.startsWith(prefix)) {
                all.put(name.substring(prefix.length()), new TypedShape(entry.dtype(), entry.shape()));
            }
        });
        return all;
    }

    public boolean has(String name) { return source.file.entries().containsKey(prefix + name); }

    /** Configuration in the file: an entry of a saved dictionary, or of a safetensors file's metadata. */
    public Optional<JsonNode> config(String key) {
        return source.file.config(key);
    }

    /**
     * A tensor of exactly this shape.
     *
     * @throws TorchException
     *             when it is missing, has another shape, or a type we cannot compute with
     */
    public Tensor get(String name, long... shape) {
        if (source.asked.isPresent()) {
            source.asked.get().asked(prefix + name, dtype, shape.clone());
            try (TensorScope scope = TensorScope.open()) {
                return own(scope.keep(Tensor.zeros(dtype.orElse(Dtype.F32), device, 1).expand(shape)));
            }
        }
        Checkpoint.Entry entry = entry(name);
        if (!Arrays.equals(shape, entry.shape().stream().mapToLong(Long::longValue).toArray())) {
            throw new TorchException(where() + ": \"" + prefix + name + "\" has the wrong shape (got " + entry.shape()
                    + ", allowed " + Arrays.toString(shape) + "). Use the checkpoint that belongs to this model.");
        }
        return load(name, entry);
    }

    /** As {@link #get}, for the innermost {@link TensorScope} instead of these weights: to derive others from it. */
    public Tensor read(String name, long... shape) {
        Tensor tensor = get(name, shape);
        source.owned.remove(tensor);
        return TensorScope.adopt(tensor);
    }

    /** A tensor of whatever shape it has. */
    public Tensor getAny(String name) { return load(name, entry(name)); }

    /** A tensor of exactly this shape, if the file has that key. */
    public Optional<Tensor> find(String name, long... shape) {
        return has(name) ? Optional.of(get(name, shape)) : Optional.empty();
    }

    /** Hands a tensor that was derived from these weights over to them: freed when they close. Returns the same. */
    public Tensor own(Tensor tensor) {
        source.owned.add(TensorScope.release(tensor));
        return tensor;
    }

    /** Marks keys as known though no network reads them; names are full keys. */
    public void ignore(Predicate<String> names) {
        source.file.entries().keySet().stream().filter(names).forEach(source.used::add);
    }

    /**
     * Fails if the whole file holds tensors that were neither read nor ignored. Types only other software uses (a
     * stored table of complex numbers, for instance) do not count.
     */
    public void requireAllUsed() {
        List<String> extra = source.file.entries().entrySet().stream().filter(e -> e.getValue().dtype().isPresent())
                .map(Map.Entry::getKey).filter(n -> !source.used.contains(n)).toList();
        if (!extra.isEmpty()) {
            throw new TorchException(where() + ": holds " + extra.size() + " tensors that do not belong to this model ("
                    + String.join(", ", extra.subList(0, Math.min(5, extra.size()))) + (extra.size() > 5 ? ", ..." : "")
                    + "). Use the checkpoint that belongs to this model.");
        }
    }

    private Checkpoint.Entry entry(String name) {
        if (source.closed) throw new TorchException(where() + ": was closed. Open it again.");
        Checkpoint.Entry entry = source.file.entries().get(prefix + name);
        if (entry == null) {
            throw new TorchException(where() + ": \"" + prefix + name + "\" is missing (the file has "
                    + source.file.entries().size() + " tensors). Use the checkpoint that belongs to this model.");
        }
        source.used.add(prefix + name);
        return entry;
    }

    private Tensor load(String name, Checkpoint.Entry entry) {
        Dtype stored = entry.dtype().orElseThrow(() -> new TorchException(where() + ": \"" + prefix + name
                + "\" has a type we cannot compute with. Convert it to F32, F16 or BF16."));
        Dtype wanted = stored.isFloating() ? dtype.orElse(stored) : stored;
        try (TensorScope scope = TensorScope.open()) {
            return own(scope.keep(view(entry, stored).to(device, wanted)));
        }
    }

    private Tensor view(Checkpoint.Entry entry, Dtype stored) {
        long[] shape = entry.shape().stream().mapToLong(Long::longValue).toArray();
        MemorySegment elements = entry.elements();
        if (elements.byteSize() == 0) return Tensor.empty(stored, Device.CPU, shape);
        boolean direct = elements.isNative() && elements.address() % stored.bytes() == 0;
        if (entry.isRowMajor())
            return direct ? mapped(elements, stored, shape) : Tensor.copyOf(elements, stored, shape);
        long count = elements.byteSize() / stored.bytes();
        Tensor flat = direct ? mapped(elements, stored, count) : Tensor.copyOf(elements, stored, count);
        return flat.strided(shape, entry.strides().stream().mapToLong(Long::longValue).toArray()).copy();
    }

    private Tensor mapped(MemorySegment elements, Dtype stored, long... shape) {
        source.enter();
        return Tensor.mapped(elements, stored, shape, source::leave);
    }

    /** Frees all tensors got from this file, and unmaps it once no view of them is left. */
    @Override
    public void close() {
        if (source.closed) return;
        source.closed = true;
        source.owned.forEach(Tensor::close);
        source.owned.clear();
        source.leave();
    }
}
