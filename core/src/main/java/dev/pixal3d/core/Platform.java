// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** In what the operating systems differ that this program runs on. */
public enum Platform {
    /** Linux and macOS. */
    POSIX {
        @Override
        public Path java(Path home) { return home.resolve("bin", "java"); }

        @Override
        public String end(int status) {
            return status > SIGNAL ? "killed by signal " + (status - SIGNAL) : "exit status " + status;
        }

        @Override
        public boolean drawsOver(Map<String, String> environment) { return true; }
    },
    /** Windows. */
    WINDOWS {
        @Override
        public Path java(Path home) { return home.resolve("bin", "java.exe"); }

        @Override
        public String end(int status) {
            // Codes of the system, for what the processor or the loader refused, are negative as Java reads them.
            return status < 0 ? "ended by Windows with 0x%08X".formatted(status) : "exit status " + status;
        }

        @Override
        public boolean drawsOver(Map<String, String> environment) { return environment.containsKey("WT_SESSION"); }
    };

    /** What a shell and the JDK add to a signal's number. */
    private static final int SIGNAL = 128;

    /** The one that this process runs on. */
    public static Platform here() { return of(System.getProperty("os.name")); }

    /**
     * By its name.
     *
     * @param system
     *            as Java's property {@code os.name} says it
     */
    static Platform of(String system) {
        return system.toLowerCase(Locale.ROOT).startsWith("windows") ? WINDOWS : POSIX;
    }

    /**
     * The program that starts Java.
     *
     * @param home
     *            the Java's folder, as the property {@code java.home} says it
     */
    public abstract Path java(Path home);

    /** How a process came to its end that left this exit status, in a few words. */
    public abstract String end(int status);

    /**
     * Whether a terminal moves its cursor and changes colours when told so: of Windows' terminals one does without
     * being asked first.
     *
     * @param environment
     *            the process's
     */
    public abstract boolean drawsOver(Map<String, String> environment);
}
