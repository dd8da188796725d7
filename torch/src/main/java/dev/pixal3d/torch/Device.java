// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

/**
 * Where a tensor lives.
 *
 * @param index
 *            which accelerator of its kind, from 0; 0 for the CPU
 */
public record Device(Kind kind, int index) {
    /** Kinds of device; the code is libtorch's c10::DeviceType, part of its stable ABI. */
    public enum Kind {
        CPU(0),
        CUDA(1),
        MPS(13);

        private final int code;

        Kind(int code) { this.code = code; }

        int code() { return code; }
    }

    public static final Device CPU = new Device(Kind.CPU, 0);

    public Device {
        if (index < 0 || index > 127) {
            throw new TorchException("device: no such index (got " + index + ", allowed 0 to 127). Use cuda:0.");
        }
    }

    public static Device cuda(int index) { return new Device(Kind.CUDA, index); }

    /**
     * Reads {@code cpu}, {@code cuda}, {@code cuda:1} or {@code mps}.
     *
     * @throws TorchException
     *             for anything else
     */
    public static Device parse(String text) {
        int colon = text.indexOf(':');
        try {
            Kind kind = Kind.valueOf((colon < 0 ? text : text.substring(0, colon)).toUpperCase(java.util.Locale.ROOT));
            return new Device(kind, colon < 0 ? 0 : Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new TorchException("device: unknown (got \"" + text + "\", allowed cpu, cuda, cuda:N, mps). "
                    + "Correct the setting.");
        }
    }

    public boolean isCpu() { return kind == Kind.CPU; }

    @Override
    public String toString() {
        String name = kind.name().toLowerCase(java.util.Locale.ROOT);
        return isCpu() ? name : name + ":" + index;
    }
}
