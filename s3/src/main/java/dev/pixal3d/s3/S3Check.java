// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tries at the start what a server will need: to list, to store, to remove. */
final class S3Check {
    private static final String PROBE = "pixal3d-may-write-here";

    private final S3Location location;
    private final S3Client s3;

    S3Check(S3Location location, S3Client s3) {
        this.location = location;
        this.s3 = s3;
    }

    /**
     * @throws IOException
     *             that says in one line what is wrong with bucket, keys or address
     */
    void run() throws IOException {
        String key = location.prefix() + PROBE;
        try {
            s3.listObjectsV2(list -> list.bucket(location.bucket()).prefix(location.prefix()).maxKeys(1));
            s3.putObject(put -> put.bucket(location.bucket()).key(key), RequestBody.empty());
            s3.deleteObject(object -> object.bucket(location.bucket()).key(key));
        } catch (SdkException e) {
            throw new IOException("--files: " + explained(e), e);
        }
    }

    private String explained(SdkException e) {
        if (e instanceof SdkClientException) {
            return "%s cannot be reached (%s). Check endpoint= and the network.".formatted(location.shown(),
                    S3Calls.reason(e));
        }
        if (!(e instanceof S3Exception answer)) return "%s: %s.".formatted(location.shown(), e.getMessage());
        String code = S3Calls.code(answer);
        return switch (code) {
            case "NoSuchBucket" -> "there is no " + location.shown() + ". Make it, or correct its name.";
            case "InvalidAccessKeyId", "SignatureDoesNotMatch" ->
                "%s does not know these keys (%s). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
                        .formatted(location.shown(), code);
            case "AccessDenied" ->
                "the keys may not use %s. Allow them to list the bucket, and to get, put and delete objects."
                        .formatted(location.shown());
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                "%s lies in another region (%s). Name it in region=.".formatted(location.shown(), code);
            default -> "%s cannot be used (status %d, %s). Check bucket, region= and endpoint=."
                    .formatted(location.shown(), answer.statusCode(), code);
        };
    }
}
