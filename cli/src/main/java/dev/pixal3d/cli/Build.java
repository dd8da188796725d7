// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What this program was built from.
 *
 * @param version
 *            the release, as the project's pom says it
 * @param commit
 *            its commit in full with {@code +changes} where files differed from it, or {@code unknown} when it was
 *            built outside of a repository
 * @param releases
 *            the address that tells the newest release; empty when whoever built it named none
 */
record Build(String version, String commit, String releases) {
    /** Of the running program. */
    static Build ofProgram() {
        Properties read = new Properties();
        try (InputStream in = Objects.requireNonNull(Build.class.getResourceAsStream("build.properties"))) {
            read.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean changed = Boolean.parseBoolean(read.getProperty("changed"));
        return new Build(read.getProperty("version"), read.getProperty("commit") + (changed ? "+changes" : ""),
                read.getProperty("releases"));
    }
}
