// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.safetensors.TensorType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One tensor of a synthetic checkpoint: uniform random numbers of the spread that keeps a layer's output at the size of
 * its input, ones and zeros where a norm wants them, and biases that make a random decoder occupy a few voxels and
 * split into two children of eight on average instead of none or all, and a random matting network keep half of a
 * picture. Written in blocks, so it may be of any size.
 *
 * @param middle
 *            mean of the values
 * @param reach
 *            values lie within this of the mean
 */
record RandomTensor(long seed, long count, double middle, double reach, float[] given) {
    private static final int BLOCK = 1 << 16;
    private static final double UNIFORM = Math.sqrt(3);
    private static final double FEW_VOXELS = -1.8;
    private static final double FEW_CHILDREN = -0.85;
    /** What a path is tried with should not end as dust that takes most of its time to export. */
    private static final double FEWER_VOXELS = -2.0;
    private static final double FEWER_CHILDREN = -1.75;
    /** A pixel is the object's from an opacity of 0.8 on. */
    private static final double HALF_A_PICTURE = Math.log(0.8 / 0.2);
    private static final float[] IMAGE_MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] IMAGE_DEVIATION = {0.229f, 0.224f, 0.225f};

    static RandomTensor of(Part part, PictureCount pictures, SyntheticWeights.Size size, String name,
            List<Long> shape) {
        long count = shape.stream().reduce(1L, (a, b) -> a * b);
        String variant = pictures == PictureCount.SEVERAL ? SyntheticWeights.SEVERAL : "";
        long seed = (part.key() + variant + "/" + name).hashCode();
        if (name.endsWith("image_mean")) return given(IMAGE_MEAN);
        if (name.endsWith("image_std")) return given(IMAGE_DEVIATION);
        if (name.endsWith("rope.periods")) return given(periods((int) count));
        if (name.equals("rope_phases") || name.endsWith("num_batches_tracked")
                || name.endsWith("relative_position_index") || name.endsWith("running_mean")) {
            return new RandomTensor(seed, count, 0, 0, new float[0]);
        }
        boolean tiny = size == SyntheticWeights.Size.TINY;
        if (part == Part.STRUCTURE_DECODER && name.equals("out_layer.2.bias")) {
            return around(seed, count, tiny ? FEWER_VOXELS : FEW_VOXELS);
        }
        if (name.endsWith("to_subdiv.bias")) return around(seed, count, tiny ? FEWER_CHILDREN : FEW_CHILDREN);
        if (name.equals("decoder.conv_out1.0.bias")) return around(seed, count, HALF_A_PICTURE);
        if (name.endsWith("modulation")) return new RandomTensor(seed, count, 0, 0.3, new float[0]);
        boolean vector = shape.size() < 2 || name.endsWith("gamma") && shape.size() == 2;
        if (vector && !name.endsWith("bias") && !name.endsWith("token")) return around(seed, count, 1);
        if (vector) return new RandomTensor(seed, count, 0, 0.05, new float[0]);
        double inputs = (double) count / shape.getFirst();
        return new RandomTensor(seed, count, 0, UNIFORM / Math.sqrt(inputs), new float[0]);
    }

    private static RandomTensor given(float[] values) { return new RandomTensor(0, values.length, 0, 0, values); }

    private static RandomTensor around(long seed, long count, double middle) {
        return new RandomTensor(seed, count, middle, 0.05, new float[0]);
    }

    private static float[] periods(int count) {
        float[] periods = new float[count];
        for (int k = 0; k < count; k++) periods[k] = (float) Math.pow(100, (double) k / count);
        return periods;
    }

    /** Writes all elements in little-endian order. */
    void writeTo(OutputStream out, TensorType type) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer block = ByteBuffer.allocate(BLOCK * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (long done = 0; done < count;) {
            block.clear();
            for (; done < count && block.hasRemaining(); done++) {
                float value = given.length > 0
                        ? given[(int) done]
                        : (float) (middle + reach * (2 * random.nextDouble() - 1));
                switch (type) {
                    case F32 -> block.putFloat(value);
                    case F16 -> block.putShort(Float.floatToFloat16(value));
                    default -> block.position(block.position() + type.bytes());
                }
            }
            out.write(block.array(), 0, block.position());
        }
    }
}
