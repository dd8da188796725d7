// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

/**
 * An engine as a request names it. Engines are found through {@link java.util.ServiceLoader} under this type; what they
 * can do beside having a name is in {@code EngineProvider}, which lies above.
 */
public interface EngineName {
    /** Lower case, as in requests, results and files. */
    String id();
}
