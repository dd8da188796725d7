// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.gltf.formats.FinishedModel;
import java.util.Map;

/**
 * A decoded asset as a low-polygon mesh, before it becomes a file.
 *
 * @param report
 *            the model's manifest and what differs between runs, such as timings
 */
public record ExportedModel(FinishedModel model, Map<String, Object> report) {}
