// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RunProgress;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WireTest {
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final List<Message> ALL = List.of(new Message.Run("r", 2, "fal-ai/pixal3d", "/scratch/r-2",
            Duration.ofSeconds(25)),
            new Message.Cancel(), new Message.Ping(Duration.ofSeconds(25)),
            new Message.Ready(42, new WorkerMemory(1, 2, Optional.empty())),
            new Message.Alive(new WorkerMemory(5, 9, Optional.of(new DeviceMemory("cuda:0", 3, 8)))),
            new Message.Alive(new WorkerMemory(5, 9, Optional.empty())),
            new Message.Step(new RunProgress("decimate", 1, 12, 0.125, Optional.of(Duration.ofMillis(1500)))),
            new Message.Step(new RunProgress("s", 0, 0, 0, Optional.empty())),
            new Message.Line(TIME, LogLine.Level.WARN, "grüße \"你好\" \n\u001e{}"),
            new Message.Ended(Duration.ofMillis(7)),
            new Message.Failed(Message.Failed.Reason.ERROR, "out of memory"));

    @Test
    void messagesArriveWholeThroughAnyNoise() throws IOException {
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            List<Message> sent = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                byte[] noise = new byte[random.nextInt(40)];
                random.nextBytes(noise);
                for (int b = 0; b < noise.length; b++) { if (noise[b] == 0x1e) noise[b] = '\n'; }
                stream.write(noise);
                Message message = ALL.get(random.nextInt(ALL.size()));
                Wire.send(stream, message);
                sent.add(message);
            }
            stream.writeBytes("end".getBytes(StandardCharsets.UTF_8));
            List<Message> received = new ArrayList<>();
            List<String> noise = new ArrayList<>();
            BufferedReader reader = Wire.reader(new ByteArrayInputStream(stream.toByteArray()));
            for (Optional<Message> m = Wire.receive(reader, noise::add); m.isPresent();) {
                received.add(m.get());
                m = Wire.receive(reader, noise::add);
            }
            assertThat(received).isEqualTo(sent);
            assertThat(noise).last().isEqualTo("end");
        }
    }

    @Test
    void theLongestMessageIsOneWriteThatPipesKeepTogether() throws IOException {
        for (String character : List.of("\u0001", "你", "\uD83D\uDE00", "\"")) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            Wire.send(stream, new Message.Line(TIME, LogLine.Level.STDERR, Wire.shortened(character.repeat(5000))));
            assertThat(stream.size()).isLessThan(4096);
        }
    }
}
