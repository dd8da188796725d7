// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that publish a release: workflows that actionlint accepts, and one version everywhere. */
class ReleaseFilesTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern USES = Pattern.compile("uses: (\\S+)");
    private static final Pattern PINNED = Pattern.compile("[\\w.-]+/[\\w.-]+@[0-9a-f]{40}");

    private static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(".github/workflows").toAbsolutePath())) {
            return files.sorted().toList();
        }
    }

    private static String lint(List<Path> files) throws Exception {
        return NodeScript.run("lint-workflows.mjs", files.stream().map(Path::toString).toList());
    }

    @Test
    void workflowsAreSound(@TempDir Path temp) throws Exception {
        assertThat(workflows()).hasSize(3);
        assertThat(lint(workflows())).isEmpty();
        Path broken = Files.writeString(temp.resolve("broken.yml"),
                Files.readString(workflows().getFirst()).replaceFirst("runs-on:", "run-on:"));
        assertThat(lint(List.of(broken))).contains("run-on");
    }

    @Test
    void everyActionIsPinnedToACommit() throws IOException {
        for (Path workflow : workflows()) {
            Matcher uses = USES.matcher(Files.readString(workflow));
            List<String> actions = new ArrayList<>();
            while (uses.find()) actions.add(uses.group(1));
            assertThat(actions).isNotEmpty().allMatch(PINNED.asMatchPredicate());
        }
    }

    /** Maven wants the version in each module; `mvn versions:set` changes them all, and this finds what it leaves. */
    @Test
    void oneVersionEverywhere() throws IOException {
        Matcher own = Pattern.compile("<artifactId>pixal3d-parent</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")));
        assertThat(own.find()).isTrue();
        String version = own.group(1);
        try (Stream<Path> folders = Files.list(ROOT)) {
            for (Path pom : folders.map(folder -> folder.resolve("pom.xml")).filter(Files::exists).toList()) {
                assertThat(pom).content().contains(
                        "<artifactId>pixal3d-parent</artifactId><version>" + version + "</version>");
            }
        }
        assertThat(ROOT.resolve("CHANGELOG.md")).content().contains("\n## " + version);
        assertThat(ROOT.resolve("README.md")).content().contains("pixal3d-" + version + "-linux-x86_64.tar.gz");
        assertThat(ROOT.resolve("docs/library.md")).content()
                .contains("<artifactId>pixal3d-api</artifactId><version>" + version + "</version>");
    }
}
