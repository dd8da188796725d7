// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import dev.pixal3d.e2e.cluster.ClusterProcess.Orders;
import dev.pixal3d.e2e.cluster.ClusterProcess.Role;
import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.postgres.TestPostgres;
import dev.pixal3d.s3.S3Proxy;
import dev.pixal3d.server.auth.ApiKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Three gateways and three nodes, a database and an object store. Each process reaches either over a network of its
 * own. A process that was killed leaves its folder and its place to the next.
 */
final class Cluster implements AutoCloseable {
    static final int EACH = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BUCKET = "pixal3d";
    /** As the lease is a tenth of what it usually is, so is how long a lock outlasts the process that has it. */
    private static final String TIMEOUTS = "&options=-c%20idle_in_transaction_session_timeout=1s"
            + "%20-c%20lock_timeout=1s";
    /** Who has which wrong time. */
    private static final Map<String, Duration> CLOCKS = Map.of("gateway1", Duration.ofSeconds(100), "node1",
            Duration.ofSeconds(-100), "node2", Duration.ofSeconds(100));

    private final Path folder;
    private final Path runs;
    private final TestPostgres postgres = TestPostgres.start(ClusterJournal.SETTINGS);
    private final URI database = URI.create(postgres.newDatabase() + TIMEOUTS);
    private final S3Proxy objects;
    private final String key;
    private final List<Place> places = new ArrayList<>();
    private final List<ClusterProcess> gateways = new CopyOnWriteArrayList<>();
    private final List<ClusterProcess> nodes = new CopyOnWriteArrayList<>();
    private final Map<String, String> workers = new ConcurrentHashMap<>();
    private final AtomicInteger started = new AtomicInteger();

    /** Where a process runs: how it reaches the database and the objects. */
    record Place(LossyLink database, LossyLink objects) {
        void weather(LossyLink.Weather weather) {
            database.weather(weather);
            objects.weather(weather);
        }

        void drop() throws IOException {
            database.drop();
            objects.drop();
        }
    }

    /** With its gateways; nodes come with {@link #startNodes}. */
    Cluster(Path folder) throws IOException, SQLException {
        this.folder = folder;
        this.runs = Files.createDirectory(folder.resolve("runs"));
        this.objects = S3Proxy.start(folder.resolve("objects"));
        objects.bucket(BUCKET);
        try (Store store = Stores.open(database)) {
            key = new ApiKeys(store.keys(), Clock.systemUTC()).create(ApiKey.Scope.API, "");
        }
        try (Connection connection = connect()) {
            ClusterJournal.begin(connection, database.getPath().substring(1));
        }
        for (int i = 0; i < 2 * EACH; i++) {
            places.add(new Place(new LossyLink(postgres.port()), new LossyLink(objects.endpoint().getPort())));
        }
        for (int i = 0; i < EACH; i++) gateways.add(launch(Role.GATEWAY, i));
    }

    void startNodes() throws IOException { for (int i = 0; i < EACH; i++) nodes.add(launch(Role.NODE, i)); }

    private ClusterProcess launch(Role role, int i) throws IOException {
        Place place = place(role, i);
        String name = role.name().toLowerCase(Locale.ROOT) + i;
        URI store = URI.create(database.toString().replace(":" + postgres.port(), ":" + place.database.port()));
        URI files = URI.create(objects.url(BUCKET + "/files").toString()
                .replace(":" + objects.endpoint().getPort(), ":" + place.objects.port()));
        ClusterProcess process = start(new Orders(role, name + "-" + started.incrementAndGet(), folder.resolve(name),
                store, files, runs, CLOCKS.getOrDefault(name, Duration.ZERO)));
        if (role == Role.NODE) workers.put(process.workers(), process.name());
        return process;
    }

    /** Again and again, as service managers do: who finds the database or the objects away at his start ends. */
    private static ClusterProcess start(Orders orders) throws IOException {
        for (Instant end = Instant.now().plus(PATIENCE);;) {
            try {
                return ClusterProcess.start(orders);
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) throw e;
            }
        }
    }

    private Place place(Role role, int i) { return places.get(role == Role.GATEWAY ? i : EACH + i); }

    /** A new process in the place of one that has ended. */
    void replace(Role role, int i) throws IOException {
        all(role).set(i, launch(role, i));
    }

    private List<ClusterProcess> all(Role role) { return role == Role.GATEWAY ? gateways : nodes; }

    List<ClusterProcess> gateways() { return gateways; }

    ClusterProcess process(Role role, int i) { return all(role).get(i); }

    /** The network of a process. */
    Place network(Role role, int i) { return place(role, i); }

    List<Place> networks() { return places; }

    TestPostgres postgres() { return postgres; }

    S3Proxy objects() { return objects; }

    String key() { return key; }

    URI database() { return database; }

    /** Where all runs are written down. */
    Path runs() { return runs; }

    /** Names of nodes by what the names of their workers begin with. */
    Map<String, String> workers() {
        return workers;
    }

    /** A connection past all networks. */
    Connection connect() throws SQLException {
        return TestPostgres.connect(database);
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(ClusterProcess::close);
        gateways.forEach(ClusterProcess::close);
        for (Place place : places) {
            place.database.close();
            place.objects.close();
        }
        objects.close();
        postgres.close();
    }
}
