// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the tensors that are open and their bytes. Thread-safe. */
final class Ledger {
    private final AtomicLong tensors = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    void opened(long size) {
        tensors.incrementAndGet();
        bytes.addAndGet(size);
    }

    void closed(long size) {
        tensors.decrementAndGet();
        bytes.addAndGet(-size);
    }

    TorchRuntime.Memory now() { return new TorchRuntime.Memory(tensors.get(), bytes.get()); }
}
