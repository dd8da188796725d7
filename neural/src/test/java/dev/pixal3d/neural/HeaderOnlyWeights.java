// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.safetensors.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A weights folder of the published sizes whose files have a header and nothing but a hole behind it. */
final class HeaderOnlyWeights {
    /** Ends a writer after the file's header: its length, then itself. */
    private static final class Header extends OutputStream {
        private static final class Complete extends IOException {
            private static final long serialVersionUID = 1L;
        }

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int parts;

        @Override
        public void write(int b) throws IOException { throw new Complete(); }

        @Override
        public void write(byte[] all, int from, int count) throws IOException {
            if (parts++ == 2) throw new Complete();
            bytes.write(all, from, count);
        }
    }

    private HeaderOnlyWeights() {}

    static void write(Path folder) throws IOException {
        String pipeline = resource("pipeline.json").orElseThrow();
        Files.writeString(folder.resolve("pipeline.json"), pipeline);
        ConfigJson names = ConfigJson.parse("pipeline.json", pipeline).child("models");
        for (Part part : Part.values()) {
            String stem = part.isInPipeline() ? names.text(part.key()) : part.key() + "/model";
            String config = part.isInPipeline() ? stem + ".json" : part.key() + "/config.json";
            Path file = folder.resolve(stem + ".safetensors");
            Files.createDirectories(file.getParent());
            Optional<String> json = resource(config);
            if (json.isPresent()) Files.writeString(folder.resolve(config), json.get());
            write(file, new SyntheticWeights.Checkpoint(part, PictureCount.ONE, SyntheticWeights.Size.FULL)
                    .writer(json.map(text -> ConfigJson.parse(config, text))));
        }
    }

    private static void write(Path file, SafetensorsWriter writer) throws IOException {
        Header header = new Header();
        try {
            writer.writeTo(header);
        } catch (Header.Complete e) {
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.write(header.bytes.toByteArray());
                out.setLength(writer.size());
            }
        }
    }

    private static Optional<String> resource(String name) throws IOException {
        try (InputStream in = SyntheticWeights.class.getResourceAsStream("synthetic/full/" + name)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
