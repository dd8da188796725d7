// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends one file as one object: in one call, or in parts when it is longer than {@link S3Blobs#PART}. A call that fails
 * is tried again by the client, from the file.
 */
final class S3Upload {
    private static final String BYTES = "application/octet-stream";

    private final S3Client s3;
    private final String bucket;
    private final String key;

    S3Upload(S3Client s3, String bucket, String key) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
    }

    /** Returns when the object is there whole. */
    void send(Path file, long size) {
        if (size <= S3Blobs.PART) {
            s3.putObject(put -> put.bucket(bucket).key(key).contentType(BYTES), slice(file, 0, size));
        } else {
            inParts(file, size);
        }
    }

    private void inParts(Path file, long size) {
        String upload = s3.createMultipartUpload(create -> create.bucket(bucket).key(key).contentType(BYTES))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < size; from += S3Blobs.PART) {
                int number = parts.size() + 1;
                String etag = s3.uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                        slice(file, from, Math.min(S3Blobs.PART, size - from))).eTag();
                parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            }
            s3.completeMultipartUpload(complete -> complete.bucket(bucket).key(key).uploadId(upload)
                    .multipartUpload(all -> all.parts(parts)));
        } catch (SdkException e) {
            abort(upload, e);
            throw e;
        }
    }

    private void abort(String upload, SdkException cause) {
        try {
            s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(upload));
        } catch (SdkException e) {
            // the store's upkeep of uploads that never ended takes it, see S3Blobs.tidy
            cause.addSuppressed(e);
        }
    }

    private static RequestBody slice(Path file, long from, long length) {
        return RequestBody.fromContentProvider(() -> FileSlice.open(file, from, length), length, BYTES);
    }
}
