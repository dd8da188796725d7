// SPDX-License-Identifier: MIT
/**
 * Endpoints and their runs: {@link dev.pixal3d.server.work.Inputs} checks a submitted input, {@link
 * dev.pixal3d.server.work.FileStager} brings the files that it names, {@link dev.pixal3d.server.work.EndpointRunner}
 * works on it in a worker, {@link dev.pixal3d.server.work.FilePublisher} turns what the worker left into stored files
 * and a result. Begin reading at {@link dev.pixal3d.server.work.Endpoint}.
 */
@NullMarked
package dev.pixal3d.server.work;

import org.jspecify.annotations.NullMarked;
