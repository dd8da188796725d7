// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

/**
 * Interrupt and termination signals, ignored. Java's only class for them is called by its name, because the compiler's
 * warning about it cannot be suppressed, and warnings end the build.
 */
final class IgnoredSignals {
    private static final String[] NAMES = {"INT", "TERM"};

    private IgnoredSignals() {}

    /** Ignores both for the rest of the process. */
    static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal"), handler = Class.forName("sun.misc.SignalHandler");
            Object ignored = handler.getField("SIG_IGN").get(null);
            for (String name : NAMES) {
                signal.getMethod("handle", signal, handler).invoke(null,
                        signal.getConstructor(String.class).newInstance(name), ignored);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("signals of this process cannot be ignored", e);
        }
    }
}
