// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of store, with a clock that tests move. */
@ParameterizedClass
@EnumSource(TestStores.class)
abstract class StoreFixture {
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Submission PLAIN = SubmissionDraft.plain("fal-ai/pixal3d", "{\"seed\":1}");

    @Parameter
    TestStores kind = TestStores.SQLITE;
    @TempDir
    Path directory;
    final ManualClock clock = new ManualClock();
    Store store;
    RequestStore requests;

    @BeforeEach
    void open() {
        store = kind.open(directory, clock);
        requests = store.requests();
    }

    @AfterEach
    void close() { store.close(); }

    void reopen() {
        store.close();
        open();
    }

    RequestView submit(Submission submission) {
        return ((SubmitResult.Accepted) requests.submit(submission)).request();
    }

    RequestView view(String id) { return requests.find(id).orElseThrow(); }

    Claim claim() { return requests.claim("w", LEASE).orElseThrow(); }
}
