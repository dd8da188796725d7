// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** How a request ended. */
public sealed interface Outcome {
    /** The model's output object as JSON text. */
    record Succeeded(String output) implements Outcome {}

    /**
     * The model's own error: the input cannot be used, or the run failed on it.
     *
     * @param status
     *            HTTP status of the result, e.g. 422
     * @param type
     *            the error's type, e.g. {@code image_load_error}
     * @param body
     *            the error body as JSON text
     */
    record Rejected(int status, String type, String body) implements Outcome {}

    /** The machinery failed, not the request. */
    record Faulted(Fault fault, String message) implements Outcome {}

    /** The caller's start deadline passed before a worker was free. */
    record Expired() implements Outcome {}

    /** The client cancelled it. */
    record Cancelled() implements Outcome {}

    /** The kinds of outcome by name, as stores and metrics keep them. */
    enum Kind {
        SUCCEEDED,
        REJECTED,
        FAULTED,
        EXPIRED,
        CANCELLED
    }

    /** The HTTP status that the result is answered with. */
    default int status() {
        return switch (this) {
            case Succeeded _ -> 200;
            case Rejected r -> r.status;
            case Faulted f -> f.fault.status();
            case Expired _ -> Fault.REQUEST_TIMEOUT.status();
            case Cancelled _ -> 499;
        };
    }

    /** The short form that status answers carry. */
    default Ending ending() {
        return switch (this) {
            case Succeeded _ -> new Ending(Kind.SUCCEEDED, 200, "", "");
            case Rejected r -> new Ending(Kind.REJECTED, r.status, r.type, "Invalid status code: " + r.status);
            case Faulted f -> new Ending(Kind.FAULTED, f.fault.status(), f.fault.type(), f.message);
            case Expired _ -> new Ending(Kind.EXPIRED, status(), Fault.REQUEST_TIMEOUT.type(),
                    "Request timed out");
            case Cancelled _ -> new Ending(Kind.CANCELLED, status(), "client_cancelled",
                    "Request was cancelled by the client");
        };
    }
}
