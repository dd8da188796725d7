// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Segments of a JPEG file (ITU T.81, annex B).
 *
 * @param collected
 *            whether the pixels come in several scans, so that a decoder has to keep the whole picture
 * @param profile
 *            embedded colour profile, or empty
 * @param pixels
 *            the file with nothing but what the pixels need: tables, frame, scans, Adobe's and JFIF's marker, and the
 *            profile of a picture in CMYK. Thumbnails, comments and metadata never reach a decoder.
 */
record JpegSegments(int width, int height, int components, boolean collected, byte[] profile, byte[] pixels) {
    /** Scans times pixels: hundreds of empty scans over a large picture would run for minutes. */
    private static final long MAX_WORK = 2_000_000_000L;
    private static final byte[] JFIF = {(byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0,
            0};
    private static final int SOS = 0xda;
    private static final int PROGRESSIVE = 0xc2;
    private static final int EOI = 0xd9;

    private record Frame(int width, int height, int components) {}

    @FunctionalInterface
    private interface Visitor {
        /** A marker and its segment, length field included; answers whether to go on. */
        boolean segment(int marker, int from, int to);
    }

    static ImageHeader header(byte[] file) {
        Frame[] found = new Frame[1];
        int[] orientation = {1};
        walk(file, (marker, from, to) -> {
            if (marker == 0xe1 && Bytes.is(file, from + 2, "Exif\0")) {
                orientation[0] = ExifOrientation.read(file, from + 8, to);
            }
            if (isFrame(marker)) found[0] = frame(file, marker, from);
            return found[0] == null && marker != SOS;
        });
        Frame frame = Optional.ofNullable(found[0]).orElseThrow(() -> Bytes.damaged("a JPEG without a frame"));
        return new ImageHeader(ImageFormat.JPEG, frame.width, frame.height, orientation[0], 1);
    }

    static JpegSegments parse(byte[] file) {
        ImageHeader header = header(file);
        ByteArrayOutputStream pixels = new ByteArrayOutputStream(file.length);
        pixels.writeBytes(new byte[]{(byte) 0xff, (byte) 0xd8});
        TreeMap<Integer, byte[]> profile = new TreeMap<>();
        int[] state = {0, 0, 0, 0, 0};
        walk(file, (marker, from, to) -> {
            boolean keep = switch (marker) {
                case 0xe0 -> {
                    if (Bytes.is(file, from + 2, "JFIF\0") && to - from >= 16 && state[4]++ == 0) {
                        pixels.writeBytes(JFIF);
                    }
                    yield false;
                }
                case 0xe2 -> {
                    if (Bytes.is(file, from + 2, "ICC_PROFILE\0") && to - from > 16) {
                        profile.put(file[from + 14] & 0xff, Arrays.copyOfRange(file, from + 16, to));
                    }
                    yield false;
                }
                case 0xee -> Bytes.is(file, from + 2, "Adobe") && to - from >= 14;
                case 0xc4, 0xdb, 0xdd -> true;
                case SOS -> {
                    if (++state[2] * (long) header.width() * header.height() > MAX_WORK && state[2] > 12) {
                        throw Problem.picture(Problem.Kind.IMAGE_TOO_LARGE,
                                ("image: the JPEG has too many scans for its size (got more than %d). Save it as a "
                                        + "baseline JPEG.")
                                        .formatted(state[2] - 1))
                                .exception();
                    }
                    yield true;
                }
                case EOI -> {
                    state[3] = 1;
                    yield false;
                }
                default -> {
                    if (isFrame(marker)) {
                        if (state[0] != 0) throw Bytes.damaged("a JPEG with two frames");
                        state[0] = frame(file, marker, from).components;
                        state[1] = marker;
                    }
                    yield isFrame(marker);
                }
            };
            if (keep) {
                pixels.write(0xff);
                pixels.write(marker);
                pixels.write(file, from, to - from);
            }
            return true;
        });
        if (state[2] == 0 || state[3] == 0) throw Bytes.damaged("a JPEG without its end");
        pixels.writeBytes(new byte[]{(byte) 0xff, (byte) EOI});
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        profile.values().forEach(whole::writeBytes);
        return new JpegSegments(header.width(), header.height(), state[0], state[1] == PROGRESSIVE || state[2] > 1,
                whole.toByteArray(), pixels.toByteArray());
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static Frame frame(byte[] file, int marker, int from) {
        int bits = Bytes.u8(file, from + 2);
        int components = Bytes.u8(file, from + 7);
        if (marker > PROGRESSIVE || bits != 8 || components != 1 && components != 3 && components != 4) {
            String kind = marker == 0xc3 || marker == 0xc7 || marker == 0xcb || marker == 0xcf
                    ? "lossless"
                    : marker > 0xc8 ? "arithmetic coding" : "a hierarchical frame";
            throw Problem.picture(Problem.Kind.UNSUPPORTED_IMAGE_FORMAT,
                    ("image: this kind of JPEG is not read (got %s, %d bits, %d components; allowed baseline and "
                            + "progressive, 8 bits, 1, 3 or 4 components). Convert the picture to PNG.")
                            .formatted(marker > PROGRESSIVE ? kind : "baseline or progressive", bits, components),
                    Map.of("supported_formats", ImageFormat.EXTENSIONS)).exception();
        }
        int height = Bytes.be16(file, from + 3);
        int width = Bytes.be16(file, from + 5);
        if (width == 0 || height == 0) throw Bytes.damaged("a JPEG of %d x %d pixels".formatted(width, height));
        return new Frame(width, height, components);
    }

    private static void walk(byte[] file, Visitor visitor) {
        int at = 2;
        while (at + 1 < file.length) {
            int marker = file[at + 1] & 0xff;
            if (file[at] != -1 || marker == 0xff || marker == 0) {
                at++;
                continue;
            }
            at += 2;
            if (marker == EOI) {
                visitor.segment(marker, at, at);
                return;
            }
            if (marker <= 1 || marker >= 0xd0 && marker <= 0xd8) continue;
            int length = Bytes.be16(file, at);
            Bytes.need(file, at, Math.max(2, length));
            int end = at + Math.max(2, length);
            if (marker == SOS) end = afterScan(file, end);
            if (!visitor.segment(marker, at, end)) return;
            at = end;
        }
    }

    private static int afterScan(byte[] file, int from) {
        for (int i = from; i + 1 < file.length; i++) {
            int next = file[i + 1] & 0xff;
            if (file[i] == -1 && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) return i;
        }
        return file.length;
    }
}
