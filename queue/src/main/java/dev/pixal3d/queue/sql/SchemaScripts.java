// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scripts that make a database's tables: resources {@code schema/1.sql}, {@code schema/2.sql}, ... of a class. */
public final class SchemaScripts {
    private SchemaScripts() {}

    /**
     * All scripts in their order.
     *
     * @param owner
     *            the class whose package holds them
     */
    public static List<String> of(Class<?> owner) {
        List<String> scripts = new ArrayList<>();
        while (true) {
            String name = "schema/" + (scripts.size() + 1) + ".sql";
            try (InputStream in = owner.getResourceAsStream(name)) {
                if (in == null) return scripts;
                scripts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new StoreException("store: schema script " + name + " cannot be read. Reinstall the program.", e);
            }
        }
    }

    /** Splits a script at blank lines, which the scripts have between statements and nowhere else. */
    public static List<String> statements(String script) {
        return Arrays.stream(script.split("\n\\s*\n")).map(String::strip)
                .filter(s -> s.lines().anyMatch(line -> !line.startsWith("--"))).toList();
    }
}
