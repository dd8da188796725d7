// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes archives as {@code torch.save} does, with any shapes, strides and offsets over one storage. */
final class TorchArchive {
    private final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    private byte[] storage = {};
    private int open;

    TorchArchive() {
        op("\u0080\u0002}(");
    }

    /** The elements, F32. */
    TorchArchive storage(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : values) bytes.putFloat(v);
        storage = bytes.array();
        return this;
    }

    /** Begins a dictionary inside the dictionary. */
    TorchArchive open(String key) {
        text(key);
        op("}(");
        open++;
        return this;
    }

    TorchArchive tensor(String key, long offset, long[] shape, long... strides) {
        text(key);
        op("ctorch._utils\n_rebuild_tensor_v2\n((");
        text("storage");
        op("ctorch\nFloatStorage\n");
        text("0");
        text("cpu");
        number(storage.length / 4);
        op("tQ");
        number(offset);
        tuple(shape);
        tuple(strides);
        op("tR");
        return this;
    }

    private void tuple(long[] values) {
        op("(");
        for (long v : values) number(v);
        op("t");
    }

    private void number(long value) {
        op("\u008a\u0008");
        pickle.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }

    private void text(String value) {
        op("X");
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        pickle.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length).array());
        pickle.writeBytes(bytes);
    }

    private void op(String latin1) { pickle.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1)); }

    Path writeTo(Path file) throws IOException {
        for (; open >= 0; open--) op("u");
        op(".");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            store(zip, "archive/data.pkl", pickle.toByteArray());
            store(zip, "archive/data/0", storage);
        }
        return file;
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
