// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a write-ahead log as SQLite's file format document describes it (section "The Write-Ahead Log"): a header, then
 * frames, each with a running checksum and the salt of its generation. SQLite takes the frames up to the first that is
 * wrong and forgets the rest; that is right for what a crash left half written, and a silent loss when a frame in the
 * middle was damaged later. The two are told apart by what follows: each commit is synced before the next one begins,
 * so two more commits after a wrong frame prove that it was once whole on the disk.
 */
final class WriteAheadLog {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int MAGIC = 0x377f0682;
    private static final int PROOF = 2;

    private final ByteOrder order;
    private int first;
    private int second;

    private WriteAheadLog(ByteOrder order) { this.order = order; }

    /** What is wrong with a log; empty text when nothing is, or when there is none. */
    static String damage(Path log) throws IOException {
        if (!Files.exists(log) || Files.size(log) < HEADER) return "";
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(log), 1 << 16))) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER));
            int magic = header.getInt(0);
            int page = header.getInt(8);
            boolean known = (magic & ~1) == MAGIC && page >= 512 && page <= 65536 && Integer.bitCount(page) == 1;
            WriteAheadLog sums = new WriteAheadLog((magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            if (known) sums.add(header.array(), 24);
            if (!known || !sums.are(header.getInt(24), header.getInt(28))) return "its header cannot be read";
            return sums.frames(in, page, header.getLong(16));
        }
    }

    private String frames(InputStream in, int page, long salt) throws IOException {
        int wrong = -1;
        int commitsAfter = 0;
        for (int i = 0;; i++) {
            byte[] frame = in.readNBytes(FRAME_HEADER + page);
            if (frame.length < FRAME_HEADER + page) return "";
            ByteBuffer head = ByteBuffer.wrap(frame);
            add(frame, 8);
            add(frame, FRAME_HEADER, page);
            boolean fine = head.getLong(8) == salt && are(head.getInt(16), head.getInt(20));
            // a wrong frame's own sum cannot be trusted; the one it claims lets those after it be checked
            first = head.getInt(16);
            second = head.getInt(20);
            if (!fine && wrong < 0) wrong = i;
            else if (wrong >= 0 && fine && head.getInt(4) != 0 && ++commitsAfter >= PROOF) {
                return "frame %d cannot be read and later ones can".formatted(wrong + 1);
            }
        }
    }

    private void add(byte[] data, int length) { add(data, 0, length); }

    private void add(byte[] data, int offset, int length) {
        ByteBuffer words = ByteBuffer.wrap(data).order(order);
        for (int at = offset; at < offset + length; at += 8) {
            first += words.getInt(at) + second;
            second += words.getInt(at + 4) + first;
        }
    }

    private boolean are(int one, int two) { return first == one && second == two; }
}
