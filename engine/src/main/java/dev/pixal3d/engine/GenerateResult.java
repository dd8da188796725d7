// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import java.util.Map;

/**
 * A finished model.
 *
 * @param glb
 *            the file's bytes
 * @param seed
 *            the seed that was used
 * @param report
 *            engine, mesh report and timings as JSON values
 */
public record GenerateResult(byte[] glb, int seed, Map<String, Object> report) {}
