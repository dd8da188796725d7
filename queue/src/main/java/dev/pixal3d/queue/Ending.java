// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/**
 * The short form of an {@link Outcome}: enough for a status answer, without payloads.
 *
 * @param kind
 *            which outcome
 * @param status
 *            HTTP status of the result
 * @param errorType
 *            fal's error type; empty text when it succeeded
 * @param error
 *            one sentence for people; empty text when it succeeded
 */
public record Ending(Outcome.Kind kind, int status, String errorType, String error) {
    public boolean succeeded() { return kind == Outcome.Kind.SUCCEEDED; }
}
