// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happened to every request, in the order in which it became durable: written by triggers in the database file,
 * past all our code and in the transaction of the change itself, so that no kill can separate the two.
 *
 * <p>
 * {@link #replay} checks the journal against the plain meaning of "in order of priority": whenever a request is taken,
 * no waiting request comes before it, where normal comes before low and, within one priority, the earlier accepted one
 * first; a request that lost its worker waits at its old place again, or behind all others of its priority when the
 * queue says that it took the worker along.
 */
final class KillJournal {
    private KillJournal() {}

    private record Event(String id, String state, int priority, boolean behind) {}

    private record Place(int priority, int arrival, String id) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return priority != other.priority
                    ? Integer.compare(priority, other.priority)
                    : Integer.compare(arrival, other.arrival);
        }
    }

    /**
     * What a replay found.
     *
     * @param violations
     *            what broke a rule; empty when all is well
     * @param ended
     *            requests that ended
     * @param takenBack
     *            how often a request lost its worker and waited again
     * @param overtaken
     *            low requests that were accepted before a normal one and taken after it: how much the order was tested
     */
    record Replay(List<String> violations, Set<String> ended, int takenBack, int overtaken) {}

    static void begin(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE journal (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT, state TEXT, "
                    + "priority INTEGER, turn INTEGER)");
            String note = " BEGIN INSERT INTO journal (id, state, priority, turn) VALUES (new.id, new.state, "
                    + "new.priority, new.turn); END";
            statement.execute("CREATE TRIGGER journal_added AFTER INSERT ON request" + note);
            statement.execute("CREATE TRIGGER journal_moved AFTER UPDATE OF state ON request" + note);
        }
    }

    private static List<Event> read(Path file) throws SQLException {
        List<Event> events = new ArrayList<>();
        Map<String, Long> turns = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, state, priority, turn FROM journal ORDER BY n")) {
            while (rows.next()) {
                long turn = rows.getLong(4);
                Long before = turns.put(rows.getString(1), turn);
                events.add(new Event(rows.getString(1), rows.getString(2), rows.getInt(3),
                        before != null && before != turn));
            }
        }
        return events;
    }

    static Replay replay(Path file, int workers) throws SQLException {
        Map<String, Place> places = new HashMap<>();
        TreeSet<Place> waiting = new TreeSet<>();
        Set<String> running = new HashSet<>();
        Set<String> ended = new HashSet<>();
        Set<String> overtaken = new HashSet<>();
        List<String> violations = new ArrayList<>();
        int takenBack = 0, arrivals = 0;
        for (Event event : read(file)) {
            Place known = places.get(event.id);
            switch (event.state) {
                case "IN_QUEUE" -> {
                    if (known != null) {
                        if (running.remove(event.id)) takenBack++;
                        else violations.add(event + " was not running");
                    }
                    if (known == null || event.behind) known = new Place(event.priority, arrivals++, event.id);
                    places.put(event.id, known);
                    waiting.add(known);
                }
                case "IN_PROGRESS" -> {
                    if (known == null || !waiting.remove(known)) violations.add(event + " was not waiting");
                    else
                        if (!waiting.isEmpty() && waiting.first().compareTo(known) < 0)
                            violations.add(event + " was taken before " + waiting.first());
                        else
                            waiting.stream().filter(other -> other.arrival < known(places, event).arrival)
                                    .forEach(other -> overtaken.add(other.id));
                    running.add(event.id);
                    if (running.size() > workers) violations.add(running + " run at once");
                }
                default -> {
                    if (!running.remove(event.id)) violations.add(event + " was not running");
                    if (!ended.add(event.id)) violations.add(event + " has ended before");
                }
            }
        }
        if (!waiting.isEmpty() || !running.isEmpty()) violations.add("left over: " + waiting + running);
        return new Replay(violations, ended, takenBack, overtaken.size());
    }

    private static Place known(Map<String, Place> places, Event event) {
        return java.util.Objects.requireNonNull(places.get(event.id));
    }
}
