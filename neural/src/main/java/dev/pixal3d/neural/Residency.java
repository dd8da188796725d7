// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.neural.ModelFolder.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which networks stay loaded between runs: those whose loading is saved most often come first, of these the largest, as
 * long as each stage still fits beside all that stay. The networks that do not stay are loaded for their stage.
 *
 * @param rows
 *            all networks that a run may use, in a run's order
 * @param budget
 *            bytes that a run may take
 */
record Residency(List<Row> rows, long budget) {
    /** The grid of the shape's stage has that many nodes; how many of them an object has is not known beforehand. */
    private static final int SHAPE_TOKENS = 32 * 32 * 32;

    /**
     * One network.
     *
     * @param weights
     *            bytes on the device
     * @param needed
     *            bytes of its stage, weights included
     * @param loads
     *            how often a run loads it when it does not stay
     * @param stays
     *            whether it stays
     */
    record Row(Part part, long weights, long needed, int loads, boolean stays) {
        Row staying() { return new Row(part, weights, needed, loads, true); }
    }

    /**
     * Decides.
     *
     * @param tokens
     *            most tokens that the object may have
     * @param room
     *            bytes that networks and the largest stage may take together; 0: nothing stays
     */
    static Residency of(ModelLoader models, int tokens, long room) {
        List<Row> rows = rows(models, tokens);
        List<Row> wished = rows.stream()
                .sorted(Comparator.comparingInt(Row::loads).thenComparingLong(Row::weights).reversed()).toList();
        Set<Part> staying = new HashSet<>();
        for (Row row : wished) {
            staying.add(row.part);
            if (peak(rows, staying) > room) staying.remove(row.part);
        }
        return new Residency(rows.stream().map(r -> staying.contains(r.part) ? r.staying() : r).toList(),
                models.plan().budget());
    }

    private static List<Row> rows(ModelLoader models, int tokens) {
        Footprint footprint = models.footprint();
        int dense = (int) Math.pow(models.config(Flow.STRUCTURE).resolution(), 3);
        List<Row> rows = new ArrayList<>();
        for (Part part : Part.OF_A_RUN) {
            if (part.isHelper() && models.cache().find(part).isEmpty()) continue;
            long needed = switch (part) {
                case MATTING -> footprint.matting();
                case CAMERA -> footprint.camera();
                case FEATURES -> footprint.features(Flow.TEXTURE.side());
                case UPSAMPLER -> footprint.upsampler(Flow.TEXTURE.side(), Flow.TEXTURE.target());
                case STRUCTURE_FLOW -> footprint.flow(Flow.STRUCTURE, dense);
                case STRUCTURE_DECODER -> footprint.structureDecoder();
                case SHAPE_FLOW -> footprint.flow(Flow.SHAPE, Math.max(tokens, SHAPE_TOKENS));
                case DETAIL_FLOW -> footprint.flow(Flow.DETAIL, tokens);
                case TEXTURE_FLOW -> footprint.flow(Flow.TEXTURE, tokens);
                case SHAPE_DECODER, TEXTURE_DECODER -> footprint.decoder(part, tokens);
            };
            int loads = part == Part.UPSAMPLER || part == Part.SHAPE_DECODER ? 2 : part.isHelper() ? 0 : 1;
            rows.add(new Row(part, footprint.weights(part), needed, loads, false));
        }
        return rows;
    }

    /** The largest stage beside what stays. */
    private static long peak(List<Row> rows, Set<Part> staying) {
        long all = rows.stream().filter(r -> staying.contains(r.part)).mapToLong(Row::weights).sum();
        return rows.stream().mapToLong(r -> all + r.needed - (staying.contains(r.part) ? r.weights : 0)).max()
                .orElse(0);
    }

    Set<Part> staying() {
        Set<Part> parts = new HashSet<>();
        for (Row row : rows) if (row.stays) parts.add(row.part);
        return parts;
    }

    /** Bytes of the networks that stay. */
    long bytes() {
        return rows.stream().filter(Row::stays).mapToLong(Row::weights).sum();
    }

    /** Most bytes that a run takes. */
    long peak() { return peak(rows, staying()); }

    boolean fits() { return peak() <= budget; }

    /** The plan as a table for people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-30s %12s %12s  %s", "network", "weights MiB", "stage MiB",
                "between runs"));
        for (Row row : rows) {
            lines.add(String.format(Locale.ROOT, "%-30s %12d %12d  %s", row.part.key(), row.weights >> 20,
                    row.needed >> 20, row.stays ? "stays" : "is loaded again"));
        }
        lines.add(String.format(Locale.ROOT, "a run takes at most %d MiB, of which %d MiB stay; allowed %d MiB: %s",
                peak() >> 20, bytes() >> 20, budget >> 20, fits() ? "fits" : "does not fit"));
        return lines;
    }
}
