// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.http.Json;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ServerLogTest {
    private static LogRecord event() {
        LogRecord event = new LogRecord(Level.INFO, "{0} POST {1}");
        event.setLoggerName("dev.pixal3d.http");
        event.setParameters(new Object[]{"764cabcf-b745-4b3e-ae38-1200304cf45b", "/queue\n/x"});
        return event;
    }

    @Test
    void textIsOneLineThatBeginsWithTheId() {
        assertThat(ServerLog.formatter(ServerLog.Form.TEXT).format(event()))
                .endsWith("INFO    764cabcf-b745-4b3e-ae38-1200304cf45b POST /queue\\n/x" + System.lineSeparator())
                .hasLineCount(1);
    }

    @Test
    void jsonHasTheIdAsAFieldAndTheFaultWhole() {
        LogRecord event = event();
        event.setThrown(new IllegalStateException("broken"));
        String line = ServerLog.formatter(ServerLog.Form.JSON).format(event);
        assertThat(line).hasLineCount(1);
        assertThat(Json.object(line)).containsEntry("request_id", "764cabcf-b745-4b3e-ae38-1200304cf45b")
                .containsEntry("level", "INFO").containsEntry("logger", "dev.pixal3d.http")
                .containsKeys("time", "message");
        assertThat(String.valueOf(Json.object(line).get("exception"))).contains("broken", "ServerLogTest");
    }
}
