// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A submission in the making: a plain one (anonymous, normal, stored, all attempts) but for what is set. */
public final class SubmissionDraft {
    private final String endpoint;
    private final String input;
    private Optional<String> keyId = Optional.empty();
    private Priority priority = Priority.NORMAL;
    private Optional<Instant> startBy = Optional.empty();
    private OptionalInt maxQueueLength = OptionalInt.empty();
    private OptionalInt maxQueuedOfKey = OptionalInt.empty();
    private Optional<String> idempotencyKey = Optional.empty();
    private Map<String, String> tags = Map.of();
    private boolean storeIo = true;
    private int maxAttempts = Submission.MAX_ATTEMPTS;
    private Optional<String> webhookUrl = Optional.empty();
    private Lifecycle lifecycle = Lifecycle.DEFAULT;
    private Optional<Outcome> decided = Optional.empty();

    private SubmissionDraft(String endpoint, String input) {
        this.endpoint = endpoint;
        this.input = input;
    }

    public static SubmissionDraft of(String endpoint, String input) { return new SubmissionDraft(endpoint, input); }

    /** A plain submission. */
    public static Submission plain(String endpoint, String input) {
        return of(endpoint, input).done();
    }

    /** Another plain submission to the same endpoint with the same input. */
    public static SubmissionDraft like(Submission other) {
        return of(other.endpoint(), other.input());
    }

    public Submission done() {
        return new Submission(endpoint, input, keyId, priority, startBy, maxQueueLength, maxQueuedOfKey,
                idempotencyKey, tags, storeIo, maxAttempts, webhookUrl, lifecycle, decided);
    }

    public SubmissionDraft keyId(String id) {
        keyId = Optional.of(id);
        return this;
    }

    public SubmissionDraft priority(Priority value) {
        priority = value;
        return this;
    }

    public SubmissionDraft startBy(Instant deadline) {
        startBy = Optional.of(deadline);
        return this;
    }

    public SubmissionDraft maxQueueLength(int length) {
        maxQueueLength = OptionalInt.of(length);
        return this;
    }

    public SubmissionDraft idempotencyKey(String key) {
        idempotencyKey = Optional.of(key);
        return this;
    }

    public SubmissionDraft tags(Map<String, String> labels) {
        tags = labels;
        return this;
    }

    public SubmissionDraft maxQueuedOfKey(int limit) {
        maxQueuedOfKey = OptionalInt.of(limit);
        return this;
    }

    public SubmissionDraft storeIo(boolean store) {
        storeIo = store;
        return this;
    }

    public SubmissionDraft maxAttempts(int attempts) {
        maxAttempts = attempts;
        return this;
    }

    public SubmissionDraft webhookUrl(String url) {
        webhookUrl = Optional.of(url);
        return this;
    }

    public SubmissionDraft lifecycle(Lifecycle value) {
        lifecycle = value;
        return this;
    }

    public SubmissionDraft decided(Outcome outcome) {
        decided = Optional.of(outcome);
        return this;
    }
}
