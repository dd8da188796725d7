// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.queue.postgres.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Takes webhooks in, each for the first time with an error, and asks the database whether they came too early. */
final class WebhookReceiver implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI database;
    private final ClientJournal journal;
    private final HttpServer server;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    WebhookReceiver(URI database, ClientJournal journal) throws IOException {
        this.database = database;
        this.journal = journal;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    String url() { return "http://127.0.0.1:" + server.getAddress().getPort() + "/"; }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode told = JSON.readTree(exchange.getRequestBody().readAllBytes());
            String id = told.path("request_id").asString();
            journal.webhook(id, told.toString());
            if (!completed(id)) journal.early(id);
            exchange.sendResponseHeaders(refused.add(id) ? 503 : 200, -1);
        } catch (SQLException _) {
            exchange.sendResponseHeaders(503, -1); // the database is away: nobody knows, and it comes again
        }
    }

    private boolean completed(String id) throws SQLException {
        try (Connection connection = TestPostgres.connect(database);
                PreparedStatement statement = connection
                        .prepareStatement("SELECT 1 FROM request WHERE id = ? AND state = 'COMPLETED'")) {
            statement.setString(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public void close() { server.stop(0); }
}
