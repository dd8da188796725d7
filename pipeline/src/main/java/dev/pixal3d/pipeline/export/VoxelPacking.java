// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The arrays of a volume made small: column by column, because neighbours of a column resemble each other, and
 * deflated. Coordinates are differences. Dual vertices, crossings and weights come back bit by bit, so that the same
 * surface is cut from them. Of the attributes only 256 steps between a channel's least and largest value are kept: half
 * a step is lost, textures have no finer ones, and the noise below it is most of what does not compress. What was
 * packed, unpacked and packed again is the same file.
 *
 * <p>
 * Measured on the preview's robot (1,659,648 voxels, 84.6 MB as plain tensors): 25.5 MB when attributes are exact too,
 * 20.6 MB with 16 bits, 15.3 MB with 8 bits. Bytes of equal significance in planes of their own: no smaller. Other
 * orders of the voxels: dual vertices 3 %, attributes 9 % smaller at best.
 */
final class VoxelPacking {
    private static final String COORDS = "packed_coords", DUAL = "packed_dual_vertices",
            CROSSED = "packed_intersected", ATTRIBUTES = "packed_attrs", RANGES = "attrs_ranges",
            WEIGHTS = "packed_split_weight", COUNT = "voxels";
    private static final int STEPS = 255;
    /** What zlib shrinks runs by at most: a file that promises more is none of ours. */
    private static final int MOST_SHRINKING = 1100;
    /** Level 6 takes 1.6 times as long for 3 % less. */
    private static final int LEVEL = 4;

    private VoxelPacking() {}

    static boolean isPacked(SafetensorsFile file) { return file.find(COORDS).isPresent(); }

    /** Adds a volume's arrays to a file. */
    static void add(OVoxel voxels, SafetensorsWriter writer) {
        int n = voxels.count();
        writer.metadata(COUNT, Integer.toString(n));
        add(writer, COORDS, differences(voxels.coords(), n));
        add(writer, DUAL, columns(voxels.dual(), n, 3));
        add(writer, CROSSED, ByteBuffer.wrap(voxels.crossed()));
        float[] ranges = ranges(voxels.attributes());
        writer.add(RANGES, ranges, OVoxel.ATTRIBUTES, 2);
        add(writer, ATTRIBUTES, steps(voxels.attributes(), ranges, n));
        voxels.splitWeight().ifPresent(weights -> add(writer, WEIGHTS, columns(weights, n, 1)));
    }

    /**
     * The arrays of a packed file, their values unchecked.
     *
     * @throws ProblemException
     *             when they do not unpack
     */
    static OVoxel read(SafetensorsFile file, int resolution) {
        int n = count(file);
        int[] coords = new int[3 * n];
        ByteBuffer packed = unpacked(file, COORDS, 12L * n);
        for (int k = 0; k < 3; k++) {
            for (int i = 0, last = 0; i < n; i++) coords[3 * i + k] = last += packed.getInt();
        }
        float[] dual = rows(unpacked(file, DUAL, 12L * n), n, 3);
        byte[] crossed = unpacked(file, CROSSED, n).array();
        for (byte flags : crossed) if ((flags & ~7) != 0) throw damaged(file, CROSSED, "holds unknown flags");
        float[] ranges = file.floats(RANGES);
        if (ranges.length != 2 * OVoxel.ATTRIBUTES) throw damaged(file, RANGES, "has the wrong shape");
        byte[] steps = unpacked(file, ATTRIBUTES, (long) OVoxel.ATTRIBUTES * n).array();
        float[] attributes = new float[steps.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < OVoxel.ATTRIBUTES; k++) {
                attributes[OVoxel.ATTRIBUTES * i + k] = value(ranges, k, steps[k * n + i] & 0xff);
            }
        }
        Optional<float[]> weights = file.find(WEIGHTS).map(_ -> rows(unpacked(file, WEIGHTS, 4L * n), n, 1));
        return new OVoxel(resolution, coords, dual, crossed, attributes, weights);
    }

    private static int count(SafetensorsFile file) {
        String text = file.metadata().getOrDefault(COUNT, "");
        if (!text.matches("[1-9]\\d{0,7}")) throw damaged(file, COUNT, "is no number of voxels (got \"" + text + "\")");
        return Integer.parseInt(text);
    }

    private static ByteBuffer differences(int[] coords, int n) {
        ByteBuffer out = ByteBuffer.allocate(4 * coords.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < 3; k++) {
            for (int i = 0, last = 0; i < n; i++) {
                out.putInt(coords[3 * i + k] - last);
                last = coords[3 * i + k];
            }
        }
        return out.flip();
    }

    private static ByteBuffer columns(float[] rows, int n, int width) {
        ByteBuffer out = ByteBuffer.allocate(4 * rows.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < width; k++) for (int i = 0; i < n; i++) out.putFloat(rows[width * i + k]);
        return out.flip();
    }

    private static float[] rows(ByteBuffer columns, int n, int width) {
        float[] rows = new float[n * width];
        for (int k = 0; k < width; k++) for (int i = 0; i < n; i++) rows[width * i + k] = columns.getFloat();
        return rows;
    }

    /** Least and largest value of each channel. */
    private static float[] ranges(float[] attributes) {
        float[] ranges = new float[2 * OVoxel.ATTRIBUTES];
        for (int k = 0; k < OVoxel.ATTRIBUTES; k++) {
            float low = Float.POSITIVE_INFINITY, high = Float.NEGATIVE_INFINITY;
            for (int i = k; i < attributes.length; i += OVoxel.ATTRIBUTES) {
                low = Math.min(low, attributes[i]);
                high = Math.max(high, attributes[i]);
            }
            ranges[2 * k] = low;
            ranges[2 * k + 1] = high;
        }
        return ranges;
    }

    private static ByteBuffer steps(float[] attributes, float[] ranges, int n) {
        ByteBuffer out = ByteBuffer.allocate(attributes.length);
        for (int k = 0; k < OVoxel.ATTRIBUTES; k++) {
            double low = ranges[2 * k], span = ranges[2 * k + 1] - low;
            for (int i = 0; i < n; i++) {
                double share = span > 0 ? (attributes[OVoxel.ATTRIBUTES * i + k] - low) / span : 0;
                out.put((byte) Math.round(STEPS * share));
            }
        }
        return out.flip();
    }

    /** Exact at both ends, so that a channel of one value keeps it, and opaque stays opaque. */
    private static float value(float[] ranges, int channel, int step) {
        double low = ranges[2 * channel], high = ranges[2 * channel + 1];
        return (float) (low + (high - low) * step / STEPS);
    }

    private static void add(SafetensorsWriter writer, String name, ByteBuffer plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.remaining() / 4);
        byte[] piece = new byte[1 << 16];
        try (Deflater deflater = new Deflater(LEVEL)) {
            deflater.setInput(plain);
            deflater.finish();
            while (!deflater.finished()) out.write(piece, 0, deflater.deflate(piece));
        }
        writer.add(name, out.toByteArray(), out.size());
    }

    private static ByteBuffer unpacked(SafetensorsFile file, String name, long bytes) {
        byte[] packed = file.data(file.require(name)).toArray(ValueLayout.JAVA_BYTE);
        if (bytes > (long) MOST_SHRINKING * packed.length || bytes > Integer.MAX_VALUE - 8) {
            throw damaged(file, name, "is too short for the number of voxels");
        }
        byte[] plain = new byte[(int) bytes];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed);
            int at = 0;
            for (int got = 1; at < plain.length && got > 0; at += got) {
                got = inflater.inflate(plain, at, plain.length - at);
            }
            if (at < plain.length || inflater.inflate(new byte[1]) > 0) {
                throw damaged(file, name, "does not unpack to the number of voxels");
            }
        } catch (DataFormatException _) {
            throw damaged(file, name, "does not unpack");
        }
        return ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ProblemException damaged(SafetensorsFile file, String name, String what) {
        return new Problem.File(Problem.Kind.UNUSABLE_FILE, file.where(), "\"" + name + "\" " + what
                + ". Write the file again with --keep-voxels.").exception();
    }
}
