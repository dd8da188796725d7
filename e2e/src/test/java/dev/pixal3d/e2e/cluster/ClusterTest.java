// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.e2e.cluster.ClusterProcess.Role;
import dev.pixal3d.e2e.cluster.Incidents.Cost;
import dev.pixal3d.e2e.cluster.LossyLink.Weather;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three gateways and three nodes on one PostgreSQL and one object store, and 300 requests, while processes are killed,
 * stopped and told to go, networks fail, and the database and the object store go away. What must hold is in
 * {@link Invariants}; what happens in which order comes from a seed. To whom it happens depends on who runs what by
 * then.
 *
 * <p>
 * It runs where a seed is given ({@code -Dcluster.seed=1}), every night in a workflow of its own, and wants the machine
 * for itself: fourteen processes share it, and who gets no processor for the three seconds of a lease has lost his run.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processes are stopped with signals")
@EnabledIfSystemProperty(named = "cluster.seed", matches = "-?\\d+", disabledReason = "no seed is given")
@Timeout(400)
class ClusterTest {
    private static final long SEED = Long.getLong("cluster.seed", 0);
    private static final int REQUESTS = 300;
    private static final int CLIENTS = 24;
    /** Submitted while no node is there, so that the order is known. */
    private static final int FIRST = 15;
    private static final int WATCHERS = 200;
    /** Between a gateway's looks at what its streams follow, however many those are. */
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int CALLS_A_LOOK = 4;
    private static final Duration END = Duration.ofSeconds(200);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LEASE = ClusterProcess.LEASE;

    /** What goes wrong with nodes, one after the other. */
    private static final List<Fault> OF_NODES = List.of(Fault.NODE_KILLED, Fault.NODE_STOPPED, Fault.NODE_TOLD_TO_GO,
            Fault.NODE_WITHOUT_DATABASE, Fault.NODE_WITHOUT_OBJECTS);
    /** What goes wrong meanwhile, one after the other. */
    private static final List<Fault> OF_THE_REST = List.of(Fault.GATEWAY_KILLED, Fault.GATEWAY_STOPPED,
            Fault.GATEWAY_CUT_OFF, Fault.CONNECTIONS_DROPPED, Fault.NETWORK_SLOW, Fault.DATABASE_CRASHED,
            Fault.OBJECTS_GONE);

    /** What goes wrong. */
    private enum Fault {
        NODE_KILLED,
        NODE_STOPPED,
        NODE_TOLD_TO_GO,
        NODE_WITHOUT_DATABASE,
        NODE_WITHOUT_OBJECTS,
        GATEWAY_KILLED,
        GATEWAY_STOPPED,
        GATEWAY_CUT_OFF,
        CONNECTIONS_DROPPED,
        NETWORK_SLOW,
        /** And back at the same address with all that it had committed: what a fail-over to its standby looks like. */
        DATABASE_CRASHED,
        OBJECTS_GONE
    }

    @TempDir
    private Path folder;
    private final Random random = new Random(SEED);
    private final ClientJournal journal = new ClientJournal();
    private final Incidents incidents = new Incidents();
    private final Semaphore allowed = new Semaphore(0);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger lastBait = new AtomicInteger(REQUESTS);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @Test
    void whateverFailsEveryAcceptedRequestEndsOnceWithItsOwnResult() throws Exception {
        List<Fault> ofNodes = shuffled(OF_NODES), ofTheRest = shuffled(OF_THE_REST);
        String faults = "seed " + SEED + ": " + ofNodes + ", " + ofTheRest;
        System.out.println("ClusterTest: -Dcluster.seed=" + SEED);
        try (Cluster cluster = new Cluster(folder);
                WebhookReceiver receiver = new WebhookReceiver(cluster.database(), journal);
                ClusterClient client = new ClusterClient(cluster::gateways, cluster.key(), receiver.url(), journal,
                        Instant.now().plus(END))) {
            watchTogether(cluster, client);
            // these surely wait; later ones may have begun when they are cancelled
            for (int n = 0; n < 2 * FIRST; n++) if (ClusterClient.cancelled(n)) client.request(n);
            cluster.startNodes();
            comesToAStandstill(cluster, client);
            bringUpToDate(cluster);
            int last = REQUESTS - WaitingEngine.BAITS;
            for (int c = 0; c < CLIENTS; c++) start(() -> serve(client, last));
            Random choice = new Random(random.nextLong());
            Thread meanwhile = start(() -> happen(ofTheRest, choice, last, cluster, client));
            happen(ofNodes, random, last, cluster, client);
            meanwhile.join();
            allowed.release(last + CLIENTS);
            while (lastBait.get() > last) {
                int bait = lastBait.decrementAndGet();
                start(() -> client.request(bait));
            }
            for (Thread thread : threads) thread.join();
            awaitWebhooks(cluster);
            try (Connection connection = cluster.connect()) {
                ClusterJournal database = ClusterJournal.read(connection);
                RunLog.Written runs = RunLog.read(cluster.runs());
                System.out.println("ClusterTest: " + database.claims().size() + " claims, " + runs.runs().size()
                        + " runs, " + journal.positions().size() + " positions, " + journal.removed().size()
                        + " cancelled in the queue, " + runs.gaps().size() + " gaps");
                assertThat(new Invariants(database, journal, runs, incidents, cluster.workers()).broken())
                        .as(faults).isEmpty();
            }
        }
    }

    /**
     * What many watch at one gateway costs the database about as much as what nobody watches: fewer further calls than
     * one for each stream, and those of the gateway's own looks, while the queue moves for seconds.
     */
    private static void watchTogether(Cluster cluster, ClusterClient client) throws Exception {
        LossyLink network = cluster.network(Role.GATEWAY, 0).database();
        List<String> ids = new ArrayList<>();
        long alone = calls(network, () -> {
            for (int n = 0; n < FIRST; n++) ids.add(client.submit(n));
        });
        try (HttpClient watchers = client.watch(ids, WATCHERS, 0)) {
            long begun = System.nanoTime();
            long calls = calls(network, () -> {
                for (int n = FIRST; n < 2 * FIRST; n++) {
                    client.submit(n);
                    lasts(LOOK.multipliedBy(2));
                }
            });
            long looks = 1 + (System.nanoTime() - begun) / LOOK.toNanos();
            watchers.shutdownNow();
            assertThat(calls).as("seed %d: calls of a gateway for %d moves of the queue and %d streams, %d without",
                    SEED, FIRST, WATCHERS, alone).isLessThan(alone + WATCHERS + CALLS_A_LOOK * looks);
        }
    }

    /** What clients do. */
    @FunctionalInterface
    private interface Deed {
        void done() throws Exception;
    }

    private static long calls(LossyLink network, Deed deed) throws Exception {
        long before = network.calls();
        deed.done();
        return network.calls() - before;
    }

    /** A gateway that stands still in the middle of a submission, with all its locks, holds up nobody else. */
    private void comesToAStandstill(Cluster cluster, ClusterClient client) throws SQLException, InterruptedException {
        int number = lastBait.decrementAndGet();
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeUpdate("""
                    INSERT INTO request (id, endpoint, priority, state, max_attempts, created, store_io)
                    VALUES ('never committed', 'fal-ai/pixal3d', 0, 'IN_QUEUE', 1, now_ms(), true)""");
            Thread other = Thread.ofVirtual().start(() -> client.request(number));
            boolean ended = other.join(PATIENCE);
            connection.rollback();
            assertThat(ended).as("seed %d: a submission that stands still holds up others", SEED).isTrue();
        }
    }

    /** Whoever starts from now on is older than the database; whoever runs was there before. */
    private static void bringUpToDate(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE request ADD COLUMN of_a_later_version text");
            statement.execute("INSERT INTO schema_step (version, min_reader) VALUES (1000, 1)");
        }
    }

    private List<Fault> shuffled(List<Fault> faults) {
        List<Fault> all = new ArrayList<>(faults);
        Collections.shuffle(all, random);
        return all;
    }

    private Thread start(Runnable deed) {
        Thread thread = Thread.ofVirtual().start(deed);
        threads.add(thread);
        return thread;
    }

    /** One after the other, while further requests come. */
    private void happen(List<Fault> faults, Random choice, int last, Cluster cluster, ClusterClient client) {
        try {
            for (Fault fault : faults) {
                allowed.release(last / 2 / faults.size());
                happen(fault, choice.nextInt(Cluster.EACH), cluster, client);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            journal.wrong("faults " + faults + ": " + e);
        }
    }

    private void serve(ClusterClient client, int last) {
        try {
            for (allowed.acquire(); next.get() < last; allowed.acquire()) {
                int number = next.getAndIncrement();
                if (number < last) client.request(number);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** To the i-th gateway, if it happens to a gateway; to a node that is busy, if it happens to a node. */
    private void happen(Fault fault, int i, Cluster cluster, ClusterClient client)
            throws IOException, InterruptedException {
        ClusterProcess gateway = cluster.process(Role.GATEWAY, i);
        switch (fault) {
            case NODE_KILLED -> {
                int k = busy(cluster, client);
                ClusterProcess node = cluster.process(Role.NODE, k);
                incidents.happen(Cost.ITS_RUNS, node.name(), () -> {
                    node.close();
                    cluster.replace(Role.NODE, k);
                });
            }
            case NODE_STOPPED -> {
                int k = busy(cluster, client);
                stopped(Cost.ITS_RUNS, cluster.process(Role.NODE, k));
            }
            case NODE_TOLD_TO_GO -> {
                int k = busy(cluster, client);
                ClusterProcess node = cluster.process(Role.NODE, k);
                incidents.happen(Cost.GIVEN_BACK, node.name(), node::stop);
                cluster.replace(Role.NODE, k);
            }
            case NODE_WITHOUT_DATABASE -> {
                int k = busy(cluster, client);
                cutOff(Cost.ITS_RUNS, cluster.process(Role.NODE, k).name(), cluster.network(Role.NODE, k).database());
            }
            case NODE_WITHOUT_OBJECTS -> {
                int k = busy(cluster, client);
                cutOff(Cost.GIVEN_BACK, cluster.process(Role.NODE, k).name(), cluster.network(Role.NODE, k).objects());
            }
            case GATEWAY_KILLED -> incidents.happen(Cost.NOTHING, gateway.name(), () -> {
                gateway.close();
                cluster.replace(Role.GATEWAY, i);
            });
            case GATEWAY_STOPPED -> stopped(Cost.NOTHING, gateway);
            case GATEWAY_CUT_OFF -> cutOff(Cost.NOTHING, gateway.name(), cluster.network(Role.GATEWAY, i).database());
            case CONNECTIONS_DROPPED -> incidents.happen(Cost.CLAIMS, "all", () -> {
                for (Cluster.Place network : cluster.networks()) network.drop();
            });
            case NETWORK_SLOW -> incidents.happen(Cost.CLAIMS, "all", () -> {
                cluster.networks().forEach(network -> network.weather(Weather.SLOW));
                lasts(LEASE);
                cluster.networks().forEach(network -> network.weather(Weather.FINE));
            });
            case DATABASE_CRASHED -> incidents.happen(Cost.ALL_RUNS, "all", cluster.postgres()::crash);
            case OBJECTS_GONE -> incidents.happen(Cost.GIVEN_BACK, "all", () -> {
                cluster.objects().kill();
                lasts(LEASE);
                cluster.objects().restart();
            });
        }
    }

    private void stopped(Cost cost, ClusterProcess process) throws IOException, InterruptedException {
        incidents.happen(cost, process.name(), () -> {
            process.signal("STOP");
            lasts(LEASE.multipliedBy(2));
            process.signal("CONT");
        });
    }

    private void cutOff(Cost cost, String process, LossyLink link) throws IOException, InterruptedException {
        incidents.happen(cost, process, () -> {
            link.weather(Weather.BLACK_HOLE);
            lasts(LEASE.multipliedBy(2));
            link.weather(Weather.FINE);
        });
    }

    /** How long a fault lasts is what is tested. */
    private static void lasts(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }

    /** A node with a run that will last longer than its lease. */
    private int busy(Cluster cluster, ClusterClient client) {
        int number = lastBait.decrementAndGet();
        start(() -> client.request(number));
        for (Instant end = Instant.now().plus(PATIENCE); Instant.now().isBefore(end);) {
            String worker = worker(cluster, journal.id(number).orElse(""));
            for (int i = 0; i < Cluster.EACH && !worker.isEmpty(); i++) {
                if (worker.startsWith(cluster.process(Role.NODE, i).workers())) return i;
            }
            LockSupport.parkNanos(10_000_000);
        }
        throw new IllegalStateException("seed " + SEED + ": request " + number + " is not seen running; "
                + journal.wrong());
    }

    /** Who runs a request; empty while nobody is known to. */
    private static String worker(Cluster cluster, String id) {
        try (Connection connection = cluster.connect();
                PreparedStatement look = connection
                        .prepareStatement("SELECT worker FROM run WHERE step > 0 AND id = ?")) {
            look.setString(1, id);
            try (ResultSet rows = look.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        } catch (SQLException _) {
            return ""; // the database is away
        }
    }

    /** What was sent by a gateway that is gone is sent again when its claim is over: that is brought forward. */
    private static void awaitWebhooks(Cluster cluster) throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            while (statement.executeUpdate("""
                    UPDATE delivery SET due = least(due, now_ms() + 2000) WHERE status = 'PENDING'""") > 0) {
                LockSupport.parkNanos(100_000_000);
            }
        }
    }
}
