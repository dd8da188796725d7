// SPDX-License-Identifier: MIT
package dev.pixal3d.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One part is replaced, the others stay. */
class ServerConfigTest {
    @Test
    void aPartReplacesTheOneOfItsKindOnly() throws ReflectiveOperationException {
        ServerConfig before = ServerConfig.defaults(Path.of("data"));
        Duration day = Duration.ofDays(1);
        List<ServerConfig.Part> parts = List.of(
                new ServerConfig.Network("0.0.0.0", 1, Optional.empty(), true),
                new ServerConfig.Access(true, true, Optional.of("id:secret")),
                new ServerConfig.Limits(1, 2, 3, 4, 5, 6, 7),
                new ServerConfig.Timing(day, day, day, day, day, day, day, List.of()),
                new ServerConfig.Retention(day, Optional.of(day), Optional.of(day)),
                new ServerConfig.Work(9, day, 9, List.of("v1")),
                new ServerConfig.Storage(URI.create("sqlite:/x"), URI.create("file:/y/"), 1),
                new ServerConfig.Quotas(1, 2, 3, 4), new ServerConfig.Monitor("127.0.0.1", 5),
                new ServerConfig.Telemetry(URI.create("http://collector:4318"), "1"));
        assertThat(parts).hasSize(ServerConfig.Part.class.getPermittedSubclasses().length);
        for (ServerConfig.Part part : parts) {
            ServerConfig after = before.with(part);
            for (var component : ServerConfig.class.getRecordComponents()) {
                Object was = component.getAccessor().invoke(before);
                Object expected = component.getType() == part.getClass()
                        ? part
                        : optionally(component, part) ? Optional.of(part) : was;
                assertThat(component.getAccessor().invoke(after)).as(component.getName()).isEqualTo(expected);
            }
        }
    }

    private static boolean optionally(RecordComponent component, ServerConfig.Part part) {
        return component.getGenericType() instanceof ParameterizedType type
                && type.getRawType().equals(Optional.class)
                && type.getActualTypeArguments()[0].equals(part.getClass());
    }
}
