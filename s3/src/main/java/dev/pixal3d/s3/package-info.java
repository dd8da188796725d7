// SPDX-License-Identifier: MIT
/**
 * Files in an object store that speaks the S3 API: one more kind of {@link dev.pixal3d.server.files.BlobStore}, found
 * by its registration; nothing else knows it. Begin reading at {@link dev.pixal3d.s3.S3Blobs}.
 */
@NullMarked
package dev.pixal3d.s3;

import org.jspecify.annotations.NullMarked;
