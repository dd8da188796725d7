// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Deliveries, files, keys, and the database file itself. */
@ParameterizedClass
@EnumSource(TestStores.class)
class StorePartsTest {
    @Parameter
    private TestStores kind = TestStores.SQLITE;
    @TempDir
    private Path directory;
    private final ManualClock clock = new ManualClock();
    private Store store;

    @BeforeEach
    void open() { store = kind.open(directory, clock); }

    @AfterEach
    void close() { store.close(); }

    private String endedWithWebhook() {
        RequestStore requests = store.requests();
        requests.submit(SubmissionDraft.of("e", "{}").webhookUrl("http://hook/").done());
        Lease lease = requests.claim("w", Duration.ofSeconds(30)).orElseThrow().lease();
        requests.finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of());
        return lease.requestId();
    }

    @Test
    void aDeliveryIsTriedUntilItIsDeliveredAndSurvivesItsSender() {
        DeliveryStore deliveries = store.deliveries();
        Duration lease = Duration.ofSeconds(20);
        String id = endedWithWebhook();
        Delivery first = deliveries.claimDue(10, lease).getFirst();
        assertThat(first).returns(id, Delivery::requestId).returns("http://hook/", Delivery::url).returns(1,
                Delivery::attempt);
        assertThat(deliveries.claimDue(10, lease)).as("in a sender's hands").isEmpty();
        clock.advance(lease);
        store.close();
        open();
        deliveries = store.deliveries();
        assertThat(deliveries.claimDue(10, lease)).singleElement().returns(2, Delivery::attempt);
        deliveries.retry(first.id(), clock.instant().plusSeconds(60), "status 500");
        clock.advance(lease);
        assertThat(deliveries.claimDue(10, lease)).isEmpty();
        assertThat(deliveries.of(id)).singleElement().returns("status 500", Delivery::error).returns(
                Delivery.Status.PENDING, Delivery::status);
        clock.advance(Duration.ofSeconds(40));
        assertThat(deliveries.claimDue(10, lease)).hasSize(1);
        deliveries.delivered(first.id());
        clock.advance(Duration.ofDays(1));
        assertThat(deliveries.claimDue(10, lease)).isEmpty();
        deliveries.retry(first.id(), clock.instant(), "late");
        assertThat(deliveries.of(id)).singleElement().returns(Delivery.Status.DELIVERED, Delivery::status);
    }

    @Test
    void aSenderWakesWhenARequestEnds() throws Exception {
        Thread ending = Thread.ofVirtual().start(this::endedWithWebhook);
        store.deliveries().awaitDue(Duration.ofSeconds(100));
        ending.join();
        store.deliveries().awaitDue(Duration.ofSeconds(100));
        Delivery delivery = store.deliveries().claimDue(1, Duration.ofSeconds(1)).getFirst();
        store.deliveries().giveUp(delivery.id(), "status 410");
        assertThat(store.deliveries().of(delivery.requestId())).singleElement().returns(Delivery.Status.GIVEN_UP,
                Delivery::status);
    }

    @Test
    void filesAreFoundByKeyRequestAndExpiry() {
        FileCatalog files = store.files();
        Acl acl = new Acl(Acl.Decision.HIDE, List.of(new Acl.Rule("u1", Acl.Decision.ALLOW)));
        FileRecord output = new FileRecord("b/1.glb", "m.glb", "model/gltf-binary", 12, "ab", Optional.of("r1"),
                Optional.of("k1"), clock.instant(), Optional.of(clock.instant().plusSeconds(60)), acl,
                "b/1.glb~x");
        FileRecord upload = new FileRecord("b/2.png", "p.png", "image/png", 5, "cd", Optional.empty(),
                Optional.empty(), clock.instant(), Optional.empty(), Acl.PUBLIC, "b/2.png");
        assertThat(files.add(output)).isTrue();
        assertThat(files.add(upload)).isTrue();
        assertThat(files.add(new FileRecord("b/1.glb", "other", "text/plain", 99, "ef", Optional.empty(),
                Optional.empty(), clock.instant(), Optional.empty(), Acl.PUBLIC, "other"))).isFalse();
        assertThat(files.bytesOf(Optional.of("k1"))).isEqualTo(12);
        assertThat(files.bytesOf(Optional.empty())).isEqualTo(5);
        assertThat(files.bytesOf(Optional.of("k2"))).isZero();
        assertThat(files.find("b/1.glb")).contains(output);
        assertThat(files.find("b/2.png")).contains(upload);
        assertThat(files.ofRequest("r1")).containsExactly(output);
        assertThat(acl.decide("u1")).isEqualTo(Acl.Decision.ALLOW);
        assertThat(acl.decide("")).isEqualTo(Acl.Decision.HIDE);
        assertThat(files.expired(10)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(files.expired(10)).containsExactly(output);
        assertThat(files.delete("b/1.glb")).isTrue();
        assertThat(files.delete("b/1.glb")).isFalse();
    }

    @Test
    void keysAreListedRevokedAndTheirUseIsNoted() {
        KeyStore keys = store.keys();
        ApiKey key = new ApiKey("k1", "hash", ApiKey.Scope.ADMIN, "mine", clock.instant(), Optional.empty(),
                Optional.empty());
        assertThat(keys.add(key)).isTrue();
        assertThat(keys.add(key)).isFalse();
        assertThat(keys.list()).containsExactly(key);
        Instant used = clock.instant().plusSeconds(5);
        keys.used("k1", used);
        keys.used("k1", used.plusSeconds(30));
        assertThat(keys.find("k1").orElseThrow().lastUsed()).contains(used);
        keys.used("k1", used.plusSeconds(60));
        assertThat(keys.find("k1").orElseThrow().lastUsed()).contains(used.plusSeconds(60));
        assertThat(keys.revoke("k1")).isTrue();
        assertThat(keys.revoke("k1")).isFalse();
        assertThat(keys.find("k1").orElseThrow().revoked()).contains(clock.instant());
        assertThat(keys.find("k2")).isEmpty();
    }

    @Test
    void aSecretIsMadeOnce() {
        byte[] first = store.keys().secret("jwt", () -> "one".getBytes(StandardCharsets.UTF_8));
        store.close();
        open();
        assertThat(store.keys().secret("jwt", () -> "two".getBytes(StandardCharsets.UTF_8))).isEqualTo(first)
                .asString().isEqualTo("one");
    }
}
