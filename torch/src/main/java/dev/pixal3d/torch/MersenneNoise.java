// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

/**
 * PyTorch's CPU {@code randn} in F32 without PyTorch: the 32-bit Mersenne Twister (Matsumoto and Nishimura, 1998)
 * seeded with the low half of the seed, and Box-Muller (1958) in the library's block order. Differs from libtorch's
 * vectorised logarithm, sine and cosine by at most 2.3e-6; the generator's state after a draw is the same. For backends
 * that cannot seed libtorch, and to prove {@link Noise}. Not thread-safe.
 */
final class MersenneNoise {
    private static final int N = 624;
    private static final int M = 397;
    /** From this size on values are made in blocks; fewer are made one by one in double precision. */
    private static final int VECTOR_DRAW = 16;

    private final int[] state = new int[N];
    private int next = N;
    private double spare = Double.NaN;

    MersenneNoise(long seed) {
        state[0] = (int) seed;
        for (int i = 1; i < N; i++) state[i] = 1812433253 * (state[i - 1] ^ state[i - 1] >>> 30) + i;
    }

    /** The next {@code n} values of the stream. */
    float[] next(int n) {
        float[] out = new float[n];
        if (n < VECTOR_DRAW) {
            for (int i = 0; i < n; i++) out[i] = (float) scalar();
            return out;
        }
        for (int i = 0; i < n; i++) out[i] = uniform24();
        for (int i = 0; i + VECTOR_DRAW <= n; i += VECTOR_DRAW) boxMuller(out, i);
        if (n % VECTOR_DRAW != 0) {
            for (int i = n - VECTOR_DRAW; i < n; i++) out[i] = uniform24();
            boxMuller(out, n - VECTOR_DRAW);
        }
        return out;
    }

    private static void boxMuller(float[] values, int at) {
        for (int j = at; j < at + 8; j++) {
            float radius = (float) Math.sqrt(-2 * Math.log(1 - values[j]));
            float angle = (float) (2 * Math.PI) * values[j + 8];
            values[j] = (float) (radius * Math.cos(angle));
            values[j + 8] = (float) (radius * Math.sin(angle));
        }
    }

    private double scalar() {
        if (!Double.isNaN(spare)) {
            double value = spare;
            spare = Double.NaN;
            return value;
        }
        double angle = 2 * Math.PI * uniform53();
        double radius = Math.sqrt(-2 * Math.log1p(-uniform53()));
        spare = radius * Math.sin(angle);
        return radius * Math.cos(angle);
    }

    private float uniform24() { return (random() & (1 << 24) - 1) * 0x1p-24f; }

    private double uniform53() {
        long high = random();
        long bits = high << 32 | random() & 0xFFFFFFFFL;
        return (bits & (1L << 53) - 1) * 0x1p-53;
    }

    private int random() {
        if (next == N) twist();
        int y = state[next++];
        y ^= y >>> 11;
        y ^= y << 7 & 0x9d2c5680;
        y ^= y << 15 & 0xefc60000;
        return y ^ y >>> 18;
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = state[i] & 0x80000000 | state[(i + 1) % N] & 0x7fffffff;
            state[i] = state[(i + M) % N] ^ y >>> 1 ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }
}
