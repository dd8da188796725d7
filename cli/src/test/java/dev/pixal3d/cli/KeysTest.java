// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.config.DataFolder;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that the command makes are the server's, until it revokes them. */
class KeysTest {
    @TempDir
    private Path data;

    private Run keys(Object... more) {
        Object[] all = new Object[more.length + 3];
        all[0] = "keys";
        System.arraycopy(more, 0, all, 1, more.length);
        all[more.length + 1] = "--data";
        all[more.length + 2] = data;
        return Run.of(all);
    }

    private boolean valid(String credentials) {
        try (Store store = Stores.open(DataFolder.store(data))) {
            return new ApiKeys(store.keys(), Clock.systemUTC()).check(credentials).isPresent();
        }
    }

    @Test
    void aKeyIsMadeListedAndRevoked() {
        Run made = keys("create", "--scope", "admin", "--description", "the shop");
        assertThat(made.exitCode()).as(made.err()).isZero();
        String credentials = made.out().strip();
        String id = credentials.substring(0, credentials.indexOf(':'));
        assertThat(valid(credentials)).isTrue();
        assertThat(valid(credentials + "x")).isFalse();
        Run listed = keys("list");
        assertThat(listed.out()).contains(id, ApiKey.Scope.ADMIN.name(), "the shop")
                .as("the secret is shown once").doesNotContain(credentials.substring(id.length() + 1));
        assertThat(keys("revoke", id).out().strip()).isEqualTo(id);
        assertThat(valid(credentials)).isFalse();
        assertThat(keys("list").out()).contains(id).contains("revoked");
    }

    @Test
    void keysOfAStoreThatIsNotInTheDataFolder() {
        String store = "sqlite:" + data.resolve("elsewhere.db");
        Run made = keys("create", "--store", store);
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(valid(made.out().strip())).isFalse();
        assertThat(keys("list", "--store", store).out()).contains(made.out().strip().split(":")[0]);
        assertThat(keys("list", "--store", "nowhere:/x").err()).contains("unknown kind (got nowhere, allowed");
        assertThat(keys("list", "--store", "no url").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatIsNotThereIsSaid() {
        Run revoked = keys("revoke", "nobody");
        assertThat(revoked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(revoked.err()).contains("nobody", "keys list");
        Run scope = keys("create", "--scope", "all");
        assertThat(scope.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(scope.err()).contains("got all", "API, ADMIN");
        assertThat(Run.of("keys").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
