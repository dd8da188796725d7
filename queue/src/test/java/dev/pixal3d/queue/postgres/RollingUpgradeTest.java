// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Programs of two versions work on one database while a cluster is brought up to date. So a script that lets the
 * earlier program go on ({@code min_reader}) must leave all that this knows as it was: tables, columns with their types
 * and defaults, what may be null, keys and checks, views and functions. It may add, but nothing that an insertion of
 * the earlier program would break on.
 */
class RollingUpgradeTest {
    private static final Pattern MIN_READER = Pattern.compile("-- min_reader (\\d+)");

    private static List<String> scripts() throws IOException {
        List<String> scripts = new ArrayList<>();
        while (true) {
            try (InputStream in = PostgresMigrations.class
                    .getResourceAsStream("schema/" + (scripts.size() + 1) + ".sql")) {
                if (in == null) return scripts;
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static int minReader(String script) {
        Matcher matcher = MIN_READER.matcher(script);
        assertThat(matcher.lookingAt()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** What an earlier program may rely on, a line each. */
    private static Set<String> known(Connection connection) throws SQLException {
        Set<String> known = new TreeSet<>();
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("""
                SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                    || coalesce(column_default, '') || ' ' || is_identity
                FROM information_schema.columns WHERE table_schema = 'public'
                UNION ALL SELECT 'rule ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid)
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
                UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
                UNION ALL SELECT 'view ' || viewname || ' ' || definition FROM pg_views WHERE schemaname = 'public'
                UNION ALL SELECT 'function ' || proname || ' ' || prosrc
                FROM pg_proc WHERE pronamespace = 'public'::regnamespace
                UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname FROM pg_trigger
                WHERE NOT tgisinternal""")) {
            while (rows.next()) known.add(rows.getString(1));
        }
        return known;
    }

    /** Additions to tables that were there, on which an insertion of the earlier program could fail. */
    private static List<String> hindrances(Set<String> before, Set<String> after) {
        TreeSet<String> tables = new TreeSet<>();
        for (String line : before) if (line.startsWith("column ")) tables.add(line.split("[ .]")[1]);
        return after.stream().filter(line -> !before.contains(line)).filter(line -> {
            String[] words = line.split("[ .]");
            return switch (words[0]) {
                case "column" -> tables.contains(words[1]) && line.matches(".* NO +NO");
                case "rule", "trigger" -> tables.contains(words[1]);
                case "index" -> line.contains("UNIQUE")
                        && tables.stream().anyMatch(table -> line.contains(" public." + table + " "));
                default -> false;
            };
        }).toList();
    }

    @Test
    void everyScriptThatLetsEarlierProgramsGoOnOnlyAdds() throws Exception {
        URI url = TestPostgres.shared().newDatabase();
        List<String> scripts = scripts();
        try (Connection connection = TestPostgres.connect(url); Statement statement = connection.createStatement()) {
            statement.execute(scripts.getFirst());
            for (int version = 2; version <= scripts.size(); version++) {
                String script = scripts.get(version - 1);
                Set<String> before = known(connection);
                statement.execute(script);
                Set<String> after = known(connection);
                if (minReader(script) >= version) continue;
                assertThat(after).as("schema %d keeps what schema %d had", version, version - 1).containsAll(before);
                assertThat(hindrances(before, after)).as("schema %d", version).isEmpty();
            }
        }
    }

    @Test
    void aChangeThatBreaksTheEarlierProgramIsSeen() throws Exception {
        URI url = TestPostgres.shared().newDatabase();
        Stores.open(url).close();
        try (Connection connection = TestPostgres.connect(url); Statement statement = connection.createStatement()) {
            Set<String> before = known(connection);
            statement.execute("ALTER TABLE request ADD COLUMN more integer");
            assertThat(known(connection)).containsAll(before);
            assertThat(hindrances(before, known(connection))).isEmpty();
            statement.execute("ALTER TABLE request ADD COLUMN must integer NOT NULL");
            statement.execute("CREATE UNIQUE INDEX one ON api_key (description)");
            assertThat(hindrances(before, known(connection))).hasSize(2);
            statement.execute("ALTER TABLE delivery ALTER COLUMN attempt TYPE bigint");
            assertThat(known(connection).containsAll(before)).isFalse();
        }
    }
}
