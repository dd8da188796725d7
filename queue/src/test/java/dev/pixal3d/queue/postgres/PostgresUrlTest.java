// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import java.net.URI;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** What a URL says, and that no secret gets into what people see. */
class PostgresUrlTest {
    private static PostgresUrl parse(String url) { return PostgresUrl.parse(URI.create(url)); }

    @Test
    void hostsUserDatabaseAndSettingsReachTheDriver() {
        PostgresUrl url = parse("postgres://me@one:5432,two:5433/jobs?sslmode=verify-full&pool=3"
                + "&options=-c%20lock_timeout=1s");
        assertThat(url.jdbc()).isEqualTo("jdbc:postgresql://one:5432,two:5433/jobs");
        assertThat(url.pool()).isEqualTo(3);
        Properties properties = url.properties(Optional.of("secret"));
        assertThat(properties).containsEntry("user", "me").containsEntry("password", "secret")
                .containsEntry("sslmode", "verify-full").containsEntry("targetServerType", "primary")
                .doesNotContainKey("pool");
        assertThat(properties.getProperty("options")).as("the last one counts").contains("lock_timeout=5s").endsWith(
                "-c lock_timeout=1s");
        assertThat(url).hasToString("postgres://me@one:5432,two:5433/jobs");
        assertThat(parse("postgres://localhost/jobs").properties(Optional.empty())).doesNotContainKeys("user",
                "password", "targetServerType");
    }

    @Test
    void whatIsNoUrlOfADatabaseIsRefusedWithoutShowingIt() {
        for (String wrong : new String[]{"postgres:jobs", "postgres://host", "postgres://host/", "postgres://host/a/b",
                "postgres://me:hush@host/jobs", "postgres://host/jobs?password=hush", "postgres://host/jobs?pool=0"}) {
            assertThatThrownBy(() -> parse(wrong)).as(wrong).isInstanceOf(ProblemException.class)
                    .hasMessageContaining("postgres://pixal3d@").message().doesNotContain("hush");
        }
    }
}
