// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.cli.Releases.Release;
import dev.pixal3d.core.ExitCode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** Which program this is, and only when asked, whether there is a newer one. */
@Command(name = "version", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Tells the version, its commit, Java and platform. Asks nobody for a newer one unless told to.",
        footer = {"", "Example:", "  pixal3d version --check"})
final class VersionCommand implements Callable<Integer> {
    /** For {@code --version}. */
    static final class Line implements IVersionProvider {
        @Override
        public String[] getVersion() { return new String[]{"pixal3d " + Build.ofProgram().version()}; }
    }

    @Option(names = "--check", description = "Ask the place of releases for the newest one. Nothing else does so ever.")
    private boolean check;

    @Option(names = "--from", paramLabel = "URL",
            description = "Another place to ask: answers with JSON that has tag_name and html_url.")
    private @Nullable String from;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean json;

    private final Console console;

    private VersionCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new VersionCommand(console)); }

    @Override
    public Integer call() {
        Build build = Build.ofProgram();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("version", build.version());
        facts.put("commit", build.commit());
        facts.put("java", Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
        facts.put("platform", System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch"));
        if (!json) facts.forEach((name, value) -> console.out().printf(Locale.ROOT, "%-9s %s%n", name, value));
        if (check) {
            Release newest = Releases.at(from == null ? build.releases() : from).newest();
            boolean newer = newest.isAfter(build.version());
            facts.put("newest", newest.version());
            facts.put("newer", newer);
            facts.put("page", newest.page());
            if (!json) {
                console.out().printf(Locale.ROOT, "%-9s %s%s%n", "newest", newest.version(),
                        newer ? ", newer than this one. " + newest.page() : ", not newer than this one");
            }
        }
        if (json) console.json(facts);
        return ExitCode.OK;
    }
}
