// SPDX-License-Identifier: MIT
/**
 * What can be asked for. In: a JSON object, or what a command line gave. Out: a {@link
 * dev.pixal3d.pipeline.request.GenerateRequest}, or the {@link dev.pixal3d.core.Problem}s that speak against it. Begin
 * at {@link dev.pixal3d.pipeline.request.Parameters}: a parameter is defined there and nowhere else.
 */
@NullMarked
package dev.pixal3d.pipeline.request;

import org.jspecify.annotations.NullMarked;
