// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import dev.pixal3d.server.files.UnavailableException;
import java.io.IOException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Turns the client's exceptions into the seam's: away for now, or wrong. */
final class S3Calls {
    private final S3Location location;

    S3Calls(S3Location location) { this.location = location; }

    /** Something that speaks to the store. */
    @FunctionalInterface
    interface Call<T> {
        T result() throws IOException;
    }

    /**
     * What a call gives.
     *
     * @throws UnavailableException
     *             when the store did not answer, or answered that it cannot for now
     * @throws IOException
     *             when it refused
     */
    <T> T done(Call<T> call) throws IOException {
        try {
            return call.result();
        } catch (SdkException e) {
            throw failure(e);
        }
    }

    private IOException failure(SdkException e) {
        if (e instanceof S3Exception answer && answer.statusCode() < 500 && answer.statusCode() != 429) {
            return new IOException("files: %s refused a call (status %d, %s)".formatted(location.shown(),
                    answer.statusCode(), code(answer)), e);
        }
        String why = e instanceof SdkClientException ? reason(e) : String.valueOf(e.getMessage());
        return new UnavailableException("files: %s cannot be reached: %s".formatted(location.shown(), why), e);
    }

    /** The store's word for what is wrong. */
    static String code(S3Exception e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? "no reason given"
                : e.awsErrorDetails().errorCode();
    }

    /** What the network says, without the client's words around it. */
    static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    }
}
