// SPDX-License-Identifier: MIT
/**
 * Uploaded and produced files: in come bodies, whole or in parts, out go downloads under access rules. Begin reading at
 * {@link dev.pixal3d.server.files.FileStore}.
 */
@NullMarked
package dev.pixal3d.server.files;

import org.jspecify.annotations.NullMarked;
