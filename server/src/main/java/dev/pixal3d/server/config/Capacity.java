// SPDX-License-Identifier: MIT
package dev.pixal3d.server.config;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much this process can take at the same time: what was configured, or less where its heap or its file handles end
 * before. Each connection needs a handle and up to 64 KiB, each request perhaps another handle, a body in memory about
 * six times its size once it is read, parsed and stored. Half of the handles and of the heap is left to everything
 * else.
 *
 * @param connections
 *            open connections
 * @param requests
 *            requests being answered
 * @param bodyBytes
 *            of bodies in memory
 */
public record Capacity(int connections, int requests, long bodyBytes) {
    private static final long CONNECTION_BYTES = 64 << 10;
    private static final int LEAST = 16;

    /** For this process. */
    public static Capacity of(ServerConfig.Limits limits) {
        long handles = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
        return of(limits, Runtime.getRuntime().maxMemory(), handles);
    }

    /**
     * For a process of that size.
     *
     * @param heap
     *            bytes of it
     * @param handles
     *            files and sockets it may open
     */
    public static Capacity of(ServerConfig.Limits limits, long heap, long handles) {
        long fitting = Math.max(LEAST, Math.min(handles / 2, heap / 4 / CONNECTION_BYTES));
        int connections = (int) Math.min(limits.connections(), fitting);
        int requests = (int) Math.min(limits.requests(), Math.max(1, Math.min(connections * 3L / 4, handles / 4)));
        return new Capacity(connections, requests, heap / 12);
    }
}
