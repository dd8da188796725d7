// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Memory outside of libtorch that tensors look at: where it lies, and what to do when libtorch reports that the last
 * view of a tensor over it is gone. Thread-safe.
 */
final class MappedMemory {
    private record Range(long end, List<Runnable> releases) {}

    private final TreeMap<Long, Range> ranges = new TreeMap<>();

    synchronized void add(long address, long bytes, Runnable release) {
        Range known = ranges.get(address);
        List<Runnable> releases = new ArrayList<>(known == null ? List.of() : known.releases);
        releases.add(release);
        ranges.put(address, new Range(Math.max(address + bytes, known == null ? 0 : known.end), releases));
    }

    synchronized void release(long address) {
        Range range = ranges.get(address);
        if (range == null) return;
        range.releases.removeLast().run();
        if (range.releases.isEmpty()) ranges.remove(address);
    }

    synchronized boolean contains(long address) {
        Map.Entry<Long, Range> range = ranges.floorEntry(address);
        return range != null && address < range.getValue().end;
    }
}
