// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The most memory that was taken from accelerators. libtorch's allocator keeps what it once took until it is told to
 * give it back, so what is taken just before that, and at the end, is the peak of the time between; nothing has to be
 * measured while operations run. Counts what the allocator holds, which is more than the tensors in it, and what other
 * processes take of the same card meanwhile. (libtorch's own statistics are reachable only through classes that need
 * CUDA's Java API on the class path.) Thread-safe.
 */
final class DevicePeak {
    private record Span(long before, long most) {}

    private final ToLongFunction<Device> taken;
    private final Map<Device, Span> spans = new HashMap<>();

    /**
     * @param taken
     *            bytes of a device's memory that are in use
     */
    DevicePeak(ToLongFunction<Device> taken) { this.taken = taken; }

    /** Begins anew; call when the allocator has given back what it does not need. */
    synchronized void reset(Device device) {
        long now = taken.applyAsLong(device);
        spans.put(device, new Span(now, now));
    }

    /** To be called before memory is given back. */
    synchronized void sample() {
        spans.replaceAll((device, span) -> new Span(span.before, Math.max(span.most, taken.applyAsLong(device))));
    }

    /** Most bytes taken since {@link #reset}. */
    synchronized long since(Device device) {
        if (!spans.containsKey(device)) {
            throw new TorchException("memory: the peak of " + device + " was never reset. Reset it before the run.");
        }
        sample();
        Span span = spans.get(device);
        return span == null ? 0 : span.most - span.before;
    }
}
