// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import java.util.PriorityQueue;

/**
 * Inpainting by fast marching (Telea, "An Image Inpainting Technique Based on the Fast Marching Method") with the
 * conventions of OpenCV's {@code INPAINT_TELEA}, which the reference exporter uses for its background: one ring of
 * padding, first come first served among equal distances, image gradients over two texels. {@link GutterFill} is better
 * for textures; this one is for comparison with the reference.
 */
final class TeleaInpaint {
    private static final byte KNOWN = 0;
    private static final byte BAND = 1;
    private static final byte UNKNOWN = 2;
    private static final byte VISITED = 3;
    private static final int[] DX = {0, -1, 0, 1};
    private static final int[] DY = {-1, 0, 1, 0};

    private final int width;
    private final int height;
    /** Width with padding. */
    private final int stride;
    private final int radius;
    private final byte[] texels;
    private final int channels;
    private final float[] time;

    private record Front(float time, long turn, int at) implements Comparable<Front> {
        @Override
        public int compareTo(Front other) {
            int byTime = Float.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(turn, other.turn);
        }
    }

    private TeleaInpaint(byte[] texels, int channels, int width, int height, int radius) {
        this.texels = texels;
        this.channels = channels;
        this.width = width;
        this.height = height;
        this.stride = width + 2;
        this.radius = radius;
        this.time = new float[stride * (height + 2)];
        java.util.Arrays.fill(time, 1e6f);
    }

    /**
     * Fills texels in place.
     *
     * @param texels
     *            {@code channels} bytes for each texel
     * @param known
     *            per texel 0 when it is to be filled
     */
    static void fill(byte[] texels, int channels, byte[] known, int width, int height, int radius) {
        new TeleaInpaint(texels, channels, width, height, radius).run(known);
    }

    private void run(byte[] known) {
        byte[] state = new byte[time.length];
        for (int i = 0; i < known.length; i++) {
            if (known[i] == 0) state[(i / width + 1) * stride + i % width + 1] = UNKNOWN;
        }
        PriorityQueue<Front> inner = new PriorityQueue<>();
        PriorityQueue<Front> outer = new PriorityQueue<>();
        byte[] outside = surroundings(state);
        for (int y = 1; y <= height; y++) {
            for (int x = 1; x <= width; x++) {
                int at = y * stride + x;
                if (state[at] != UNKNOWN && besideUnknown(state, at)) {
                    time[at] = 0;
                    outside[at] = KNOWN;
                    inner.add(new Front(0, inner.size(), at));
                    outer.add(new Front(0, outer.size(), at));
                }
            }
        }
        march(outer, outside, false);
        for (int at = 0; at < time.length; at++) { if (outside[at] == VISITED) time[at] = -time[at]; }
        march(inner, state, true);
    }

    private boolean besideUnknown(byte[] state, int at) {
        return state[at - 1] == UNKNOWN || state[at + 1] == UNKNOWN || state[at - stride] == UNKNOWN
                || state[at + stride] == UNKNOWN;
    }

    /** Known texels within the radius (a square) of unknown ones. */
    private byte[] surroundings(byte[] state) {
        byte[] out = new byte[state.length];
        for (int y = 1; y <= height; y++) {
            for (int x = 1; x <= width; x++) {
                if (state[y * stride + x] != UNKNOWN) continue;
                for (int j = Math.max(1, y - radius); j <= Math.min(height, y + radius); j++) {
                    for (int i = Math.max(1, x - radius); i <= Math.min(width, x + radius); i++) {
                        if (state[j * stride + i] != UNKNOWN) out[j * stride + i] = UNKNOWN;
                    }
                }
            }
        }
        return out;
    }

    private void march(PriorityQueue<Front> front, byte[] state, boolean paint) {
        long turn = front.size();
        while (!front.isEmpty()) {
            int from = front.remove().at();
            state[from] = paint ? KNOWN : VISITED;
            for (int q = 0; q < 4; q++) {
                int x = from % stride + DX[q], y = from / stride + DY[q], at = y * stride + x;
                if (x < 1 || y < 1 || x > width || y > height || state[at] != UNKNOWN) continue;
                time[at] = Math.min(Math.min(arrival(state, at - stride, at - 1), arrival(state, at + stride, at - 1)),
                        Math.min(arrival(state, at - stride, at + 1), arrival(state, at + stride, at + 1)));
                if (paint) paint(state, x, y);
                state[at] = BAND;
                front.add(new Front(time[at], turn++, at));
            }
        }
    }

    /** Upwind solution of the eikonal equation from two neighbours. */
    private float arrival(byte[] state, int a, int b) {
        double ta = time[a], tb = time[b];
        if (state[a] != UNKNOWN && state[b] != UNKNOWN) {
            double d = ta - tb;
            return (float) (Math.abs(d) >= 1 ? 1 + Math.min(ta, tb) : (ta + tb + Math.sqrt(2 - d * d)) * 0.5);
        }
        return (float) (1 + (state[a] != UNKNOWN ? ta : state[b] != UNKNOWN ? tb : Math.min(ta, tb)));
    }

    private float slope(byte[] state, int at, int step) {
        boolean after = state[at + step] != UNKNOWN, before = state[at - step] != UNKNOWN;
        if (after && before) return (time[at + step] - time[at - step]) * 0.5f;
        return after ? time[at + step] - time[at] : before ? time[at] - time[at - step] : 0;
    }

    private void paint(byte[] state, int x, int y) {
        int at = y * stride + x;
        float timeX = slope(state, at, 1), timeY = slope(state, at, stride);
        for (int channel = 0; channel < channels; channel++) {
            float mean = 0, jx = 0, jy = 0, sum = 1e-20f;
            for (int j = Math.max(1, y - radius); j <= Math.min(height, y + radius); j++) {
                for (int i = Math.max(1, x - radius); i <= Math.min(width, x + radius); i++) {
                    int rx = x - i, ry = y - j, squared = rx * rx + ry * ry, near = j * stride + i;
                    if (state[near] == UNKNOWN || squared > radius * radius) continue;
                    float distance = (float) (1 / (squared * Math.sqrt(squared)));
                    float level = 1 / (1 + Math.abs(time[near] - time[at]));
                    float direction = rx * timeX + ry * timeY;
                    if (Math.abs(direction) <= 0.01) direction = 1e-6f;
                    float weight = Math.abs(distance * level * direction);
                    mean += weight * value(i, j, channel);
                    jx -= weight * (gradientX(state, near, i, j, channel) * rx);
                    jy -= weight * (gradientY(state, near, i, j, channel) * ry);
                    sum += weight;
                }
            }
            float value = mean / sum + (jx + jy) / ((float) Math.sqrt(jx * jx + jy * jy) + 1e-20f) + 0.5f;
            texels[((y - 1) * width + x - 1) * channels + channel] = (byte) Math.clamp(Math.rint(value), 0, 255);
        }
    }

    private float gradientX(byte[] state, int near, int i, int j, int channel) {
        int low = first(i), high = last(i, width), row = first(j);
        boolean after = state[near + 1] != UNKNOWN, before = state[near - 1] != UNKNOWN;
        if (after && before) return (value(high + 1, row, channel) - value(low - 1, row, channel)) * 2f;
        if (after) return value(high + 1, row, channel) - value(low, row, channel);
        return before ? value(high, row, channel) - value(low - 1, row, channel) : 0;
    }

    private float gradientY(byte[] state, int near, int i, int j, int channel) {
        int low = first(j), high = last(j, height), column = first(i);
        boolean after = state[near + stride] != UNKNOWN, before = state[near - stride] != UNKNOWN;
        if (after && before) return (value(column, high + 1, channel) - value(column, low - 1, channel)) * 2f;
        if (after) return value(column, high + 1, channel) - value(column, low, channel);
        return before ? value(column, high, channel) - value(column, low - 1, channel) : 0;
    }

    /** OpenCV moves the ends of a difference inwards at the edges of the image. */
    private static int first(int i) {
        return i == 1 ? 2 : i;
    }

    private static int last(int i, int size) { return i == size ? i - 1 : i; }

    private int value(int x, int y, int channel) {
        return texels[((y - 1) * width + x - 1) * channels + channel] & 255;
    }
}
