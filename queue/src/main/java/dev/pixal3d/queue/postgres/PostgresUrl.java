// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.postgresql.PGProperty;

/**
 * {@code postgres://user@host:port/database?setting=value}, as libpq writes it; several hosts are divided by commas,
 * and the one that takes writes is used.
 *
 * @param hosts
 *            host, port and further ones
 * @param database
 *            its name
 * @param user
 *            empty: the name of this process's user
 * @param settings
 *            those of {@link #ALLOWED} that are given
 */
record PostgresUrl(String hosts, String database, Optional<String> user, Map<String, String> settings) {
    private static final String POOL = "pool", OPTIONS = "options";
    /** What may be set: names of the driver, and how many connections one process keeps. */
    private static final TreeSet<String> ALLOWED = new TreeSet<>(java.util.List.of(POOL, OPTIONS, "sslmode",
            "sslrootcert", "sslcert", "sslkey", "targetServerType"));
    /** A lease is 30 s long unless told otherwise; no lock that a lost process leaves behind may outlast one. */
    private static final String TIMEOUTS = "-c statement_timeout=8s -c idle_in_transaction_session_timeout=10s"
            + " -c lock_timeout=5s";
    private static final int CONNECTIONS = 10;

    static PostgresUrl parse(URI url) {
        String authority = url.getRawAuthority();
        String path = url.getPath();
        if (authority == null || path == null || path.length() < 2 || path.indexOf('/', 1) >= 0) {
            throw wrong("is not the URL of a database");
        }
        int at = authority.lastIndexOf('@');
        String user = decoded(authority.substring(0, Math.max(at, 0)));
        // it would show in the list of processes, in logs and in configurations that are passed on
        if (user.contains(":")) {
            throw wrong("holds a password. Put it into the environment variable PGPASSWORD or into the file ~/.pgpass "
                    + "(another one: PGPASSFILE), and leave it out here");
        }
        return new PostgresUrl(authority.substring(at + 1), path.substring(1),
                user.isEmpty() ? Optional.empty() : Optional.of(user), settings(url.getRawQuery()));
    }

    private static Map<String, String> settings(@org.jspecify.annotations.Nullable String query) {
        Map<String, String> settings = new TreeMap<>();
        if (query == null || query.isEmpty()) return settings;
        for (String part : query.split("&")) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !ALLOWED.contains(name)) {
                throw wrong("has a setting that is not known (got %s, allowed %s)".formatted(name, ALLOWED));
            }
            settings.put(name, decoded(part.substring(equals + 1)));
        }
        if (!settings.getOrDefault(POOL, "1").matches("[1-9]\\d{0,2}")) {
            throw wrong("has no number of connections (got pool=%s, allowed 1 to 999)".formatted(settings.get(POOL)));
        }
        return settings;
    }

    private static ProblemException wrong(String what) {
        return Problem
                .usage("store: the URL " + what + ". Write it like postgres://pixal3d@db.example.org:5432/pixal3d.")
                .exception();
    }

    private static String decoded(String text) { return URLDecoder.decode(text, StandardCharsets.UTF_8); }

    String jdbc() { return "jdbc:postgresql://" + hosts + "/" + URLEncoder.encode(database, StandardCharsets.UTF_8); }

    /** How many connections this process keeps at most. */
    int pool() {
        return Integer.parseInt(settings.getOrDefault(POOL, Integer.toString(CONNECTIONS)));
    }

    /**
     * What the driver is told. A network that swallows everything shows as a failure within seconds, on both sides, so
     * that neither a caller nor a lock waits for long.
     *
     * @param password
     *            from the environment; without one the driver looks into the password file
     */
    Properties properties(Optional<String> password) {
        Properties properties = new Properties();
        user.ifPresent(name -> PGProperty.USER.set(properties, name));
        password.ifPresent(secret -> PGProperty.PASSWORD.set(properties, secret));
        PGProperty.APPLICATION_NAME.set(properties, "pixal3d");
        PGProperty.CONNECT_TIMEOUT.set(properties, 5);
        PGProperty.SOCKET_TIMEOUT.set(properties, 10);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        PGProperty.OPTIONS.set(properties, (TIMEOUTS + " " + settings.getOrDefault(OPTIONS, "")).strip());
        if (hosts.contains(",")) PGProperty.TARGET_SERVER_TYPE.set(properties, "primary");
        settings.forEach((name, value) -> {
            if (!name.equals(POOL) && !name.equals(OPTIONS)) properties.setProperty(name, value);
        });
        return properties;
    }

    /** For people: without settings, and there is no password in it. */
    @Override
    public String toString() {
        return "postgres://" + user.map(name -> name + "@").orElse("") + hosts + "/" + database;
    }
}
