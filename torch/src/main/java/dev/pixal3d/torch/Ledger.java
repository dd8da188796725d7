// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the tensors that are open, their bytes, and the most bytes there were. Thread-safe. */
final class Ledger {
    private final AtomicLong tensors = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    void opened(long size) {
        tensors.incrementAndGet();
        peak.accumulateAndGet(bytes.addAndGet(size), Math::max);
    }

    void closed(long size) {
        tensors.decrementAndGet();
        bytes.addAndGet(-size);
    }

    long peak() { return peak.get(); }

    void resetPeak() { peak.set(bytes.get()); }

    TorchRuntime.Memory now() { return new TorchRuntime.Memory(tensors.get(), bytes.get()); }
}
