// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Address ranges of mapped files: writing there would end the process, so operations in place ask first. */
final class MappedMemory {
    private static final ConcurrentSkipListMap<Long, Long> RANGES = new ConcurrentSkipListMap<>();

    private MappedMemory() {}

    static void add(long address, long bytes) { RANGES.put(address, address + bytes); }

    static void remove(long address) { RANGES.remove(address); }

    static boolean contains(long address) {
        Map.Entry<Long, Long> range = RANGES.floorEntry(address);
        return range != null && address < range.getValue();
    }
}
