// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Zip files that are the same whenever and wherever they are made. */
final class Archives {
    private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);
    private static final int LOCAL_HEADER = 30, ALIGNMENT = 64, PADDING_FIELD = 0x1986;

    private Archives() {}

    /** An ordinary archive; entries in the map's order. */
    static byte[] zip(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTimeLocal(EPOCH);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** An archive as USDZ wants it: nothing compressed, the data of each file at a multiple of 64 bytes. */
    static byte[] aligned(Map<String, byte[]> files) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                CRC32 crc = new CRC32();
                crc.update(file.getValue());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.getValue().length);
                entry.setCrc(crc.getValue());
                entry.setTimeLocal(EPOCH);
                zip.flush();
                int data = out.size() + LOCAL_HEADER + file.getKey().length() + 4;
                entry.setExtra(padding(Math.floorMod(-data, ALIGNMENT)));
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** An extra field with so many bytes of nothing after its own four. */
    private static byte[] padding(int length) {
        byte[] field = new byte[4 + length];
        field[0] = (byte) PADDING_FIELD;
        field[1] = (byte) (PADDING_FIELD >> 8);
        field[2] = (byte) length;
        return field;
    }
}
