// SPDX-License-Identifier: MIT
package dev.pixal3d.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookKeysTest {
    @TempDir
    private Path directory;

    private static Clock at(Instant time) { return Clock.fixed(time, ZoneOffset.UTC); }

    @SuppressWarnings("unchecked") // a key set is a list of objects
    private static List<Object> published(WebhookKeys keys) {
        return (List<Object>) Objects.requireNonNull(keys.keySet().get("keys"));
    }

    @Test
    void aKeyIsPublishedBeforeDuringAndAfterItsTime() {
        Instant start = Instant.EPOCH.plus(WebhookKeys.PERIOD.multipliedBy(200));
        Instant end = start.plus(WebhookKeys.PERIOD);
        try (SqliteStore store = SqliteStore.open(directory.resolve("store.db"))) {
            WebhookKeys early = new WebhookKeys(store.keys(), at(start.minusSeconds(1)));
            List<Object> before = early.current().published();
            assertThat(published(early)).as("the next one is announced").hasSize(4).containsAll(before);
            WebhookKeys first = new WebhookKeys(store.keys(), at(start));
            List<Object> key = first.current().published();
            assertThat(published(early)).containsAll(key);
            assertThat(key).doesNotContainAnyElementsOf(before);
            assertThat(published(first)).hasSize(4).containsAll(before).containsAll(key);
            WebhookKeys last = new WebhookKeys(store.keys(), at(end.minusSeconds(1)));
            assertThat(last.current().published()).isEqualTo(key);
            WebhookKeys next = new WebhookKeys(store.keys(), at(end));
            assertThat(published(next)).hasSize(4).containsAll(key).doesNotContainAnyElementsOf(before);
            assertThat(next.current().published()).doesNotContainAnyElementsOf(key);
        }
    }

    @Test
    void aFreshStoreHasOneKey() {
        try (SqliteStore store = SqliteStore.open(directory.resolve("fresh.db"))) {
            Instant time = Instant.EPOCH.plus(WebhookKeys.PERIOD.multipliedBy(200)).plusSeconds(1);
            assertThat(published(new WebhookKeys(store.keys(), at(time)))).hasSize(2);
        }
    }
}
