// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.ModelException;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What an engine keeps of its weights from one run to the next: what the files say of themselves, and the networks that
 * stay loaded. For the compute thread.
 */
final class ModelCache implements AutoCloseable {
    /**
     * What is known of a network's file without its values.
     *
     * @param json
     *            its configuration, where it has one
     * @param elements
     *            of all its tensors
     */
    record Facts(Optional<ConfigJson> json, long elements) {}

    private record Kept(Loaded<?> loaded, MemoryPlan.Form form, long bytes) {}

    private record Copied(Part part, MemoryPlan.Form form) {}

    private final ModelFolder folder;
    private final Map<Copied, Optional<Path>> copies = new HashMap<>();
    private final Map<Part, Optional<Path>> files = new EnumMap<>(Part.class);
    private final Map<Part, Facts> facts = new EnumMap<>(Part.class);
    private final Map<Part, Kept> kept = new EnumMap<>(Part.class);
    private Optional<PipelineJson> pipeline = Optional.empty();
    private Set<Part> staying = Set.of();

    /** Keeps no network until {@link #keep} says which. */
    ModelCache(ModelFolder folder) { this.folder = folder; }

    /** How many pictures its flows are for. */
    PictureCount pictures() { return folder.pictures(); }

    PipelineJson pipeline() {
        if (pipeline.isEmpty())
            pipeline = Optional.of(new PipelineJson(folder.pictures().pipeline(), folder.pipeline()));
        return pipeline.get();
    }

    Optional<Path> find(Part part) { return files.computeIfAbsent(part, folder::find); }

    /** The file that a network is read from in a form: a converted copy, or the published file. */
    Path require(Part part, MemoryPlan.Form form) {
        Path file = require(part);
        return part.kind() == NetworkKind.FLOW
                ? copies.computeIfAbsent(new Copied(part, form), _ -> ConvertedWeights.find(folder.path(), file, form))
                        .orElse(file)
                : file;
    }

    Path require(Part part) { return find(part).orElseGet(() -> folder.require(part)); }

    Facts facts(Part part) { return facts.computeIfAbsent(part, this::read); }

    private Facts read(Part part) {
        Path file = require(part);
        try (Weights weights = CheckpointReport.open(file)) {
            return new Facts(CheckpointReport.json(Optional.of(part.kind()), CheckpointReport.configOf(file), weights),
                    weights.entries().values().stream().mapToLong(Weights.TypedShape::elements).sum());
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** The configuration of a network that has one. */
    ConfigJson config(Part part) {
        return facts(part).json().orElseThrow(
                () -> new ModelException(require(part) + ": has no JSON beside it. Download it too."));
    }

    /** From now on these networks stay loaded when their stage ends; others are freed. */
    void keep(Set<Part> parts) {
        staying = Set.copyOf(parts);
        for (Part part : Set.copyOf(kept.keySet())) if (!staying.contains(part)) free(part);
    }

    /**
     * A network, from the cache or loaded anew; closing it puts it back when it stays.
     *
     * @param form
     *            that it must have; one that was loaded in another form is freed first
     * @param bytes
     *            of the device that its weights take
     */
    <T> Loaded<T> take(Part part, MemoryPlan.Form form, long bytes, Class<T> kind, Supplier<Loaded<T>> load) {
        Kept there = kept.remove(part);
        if (there != null && !there.form.equals(form)) {
            there.loaded.close();
            there = null;
        }
        if (!staying.contains(part)) return load.get();
        Loaded<?> loaded = there == null ? load.get() : there.loaded;
        return new Loaded<>(kind.cast(loaded.network()), () -> put(part, new Kept(loaded, form, bytes)));
    }

    private void put(Part part, Kept network) {
        if (staying.contains(part) && !kept.containsKey(part)) kept.put(part, network);
        else network.loaded.close();
    }

    /** Bytes of the device that the networks in the cache take now. */
    long held() {
        return kept.values().stream().mapToLong(Kept::bytes).sum();
    }

    private void free(Part part) {
        Kept there = kept.remove(part);
        if (there != null) there.loaded.close();
    }

    /** Frees all networks and forgets the files: the next run looks at them again. */
    @Override
    public void close() {
        for (Part part : Set.copyOf(kept.keySet())) free(part);
        files.clear();
        copies.clear();
        facts.clear();
        pipeline = Optional.empty();
    }
}
