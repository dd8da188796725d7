// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

/**
 * A setting of an engine that a machine's owner chooses, and not a request: where its weights are, for example.
 *
 * @param name
 *            of the command-line option, without dashes
 * @param placeholder
 *            what stands for its value in help texts
 */
public record EngineOption(String name, String placeholder, String description) {}
