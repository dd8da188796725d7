// SPDX-License-Identifier: MIT
package dev.pixal3d.preview.guess;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Sha256;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.Scaling;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The trained U-Net: 64 by 64 pixels, eight planes in, three out. Module {@code training} defines and trains it on
 * libtorch; this is the same arithmetic in plain Java, within 2e-3 of it. Immutable; thread-safe.
 */
public final class GuessNetwork implements Guesser {
    /** Pixels a side. */
    public static final int SIZE = 64;
    /** Planes in: r, g, b (times alpha), alpha, distance to the outline, x, y, tangent of half the field of view. */
    public static final int INPUTS = 8;
    /**
     * Planes out: middle, half thickness, logarithm of the expected error. The last is a term of the training and
     * not read here: whether the middle tilts the right way it does not foresee.
     */
    public static final int OUTPUTS = 3;
    private static final int LEVELS = 5, GROUPS = 8;

    private final Map<String, float[]> weights = new HashMap<>();

    private GuessNetwork(SafetensorsFile file) {
        for (String name : file.tensors().keySet()) weights.put(name, file.halves(name));
    }

    /** The network of a safetensors file in memory, 16-bit floating point. */
    public static GuessNetwork of(byte[] safetensors) {
        try (SafetensorsFile file = SafetensorsFile.of("guess network", safetensors)) {
            return new GuessNetwork(file);
        }
    }

    /** The network that ships with the product; its bytes are checked against the manifest beside it. */
    public static GuessNetwork shipped() {
        return Shipped.NETWORK;
    }

    private static final class Shipped {
        static final GuessNetwork NETWORK = load();

        private static GuessNetwork load() {
            Properties manifest = new Properties();
            try (InputStream facts = resource("guess.properties"); InputStream data = resource("guess.safetensors")) {
                manifest.load(facts);
                byte[] bytes = data.readAllBytes();
                String hash = Sha256.hex(bytes);
                if (!hash.equals(manifest.getProperty("sha256"))) {
                    throw new IllegalStateException(
                            ("guess network: the weights in the program are not those of its manifest (got %s, "
                                    + "allowed %s). Install the program again.")
                                    .formatted(hash, manifest.getProperty("sha256")));
                }
                return of(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static InputStream resource(String name) {
            InputStream in = GuessNetwork.class.getResourceAsStream(name);
            if (in == null) throw new IllegalStateException("guess network: " + name + " is not in the program.");
            return in;
        }
    }

    @Override
    public Guess guess(Plane[] rgb, Plane coverage, double angle, Parallel parallel) {
        Plane[] small = new Plane[3];
        parallel.each(3, c -> small[c] = Scaling.area(rgb[c], SIZE, SIZE));
        return Guess.of(this, small, Scaling.area(coverage, SIZE, SIZE), angle, parallel);
    }

    private float[] weight(String name) {
        float[] found = weights.get(name);
        if (found == null) throw new IllegalStateException("guess network: the weights have no " + name + ".");
        return found;
    }

    private Volume apply(String name, Volume x, int kernel, int stride, Parallel parallel) {
        return x.convolved(weight(name + ".weight"), weight(name + ".bias"), kernel, stride, parallel);
    }

    private Volume residual(String name, Volume x, Parallel parallel) {
        Volume y = x.normalized(GROUPS, weight(name + ".norm.weight"), weight(name + ".norm.bias"));
        y = apply(name + ".first", y, 3, 1, parallel).rectified();
        return apply(name + ".second", y, 3, 1, parallel).plus(x);
    }

    /**
     * Runs the network.
     *
     * @param input
     *            {@link #INPUTS} planes of {@link #SIZE} squared
     * @return {@link #OUTPUTS} planes
     */
    public float[] run(float[] input, Parallel parallel) {
        Volume[] skips = new Volume[LEVELS];
        Volume x = apply("stem", new Volume(INPUTS, SIZE, input), 3, 1, parallel).rectified();
        skips[0] = x;
        for (int level = 1; level < LEVELS; level++) {
            x = residual("encode" + level, apply("down" + level, x, 3, 2, parallel).rectified(), parallel);
            skips[level] = x;
        }
        x = residual("middle", x, parallel);
        for (int level = LEVELS - 2; level >= 0; level--) {
            x = residual("decode" + level, apply("up" + level, x, 1, 1, parallel).doubled().plus(skips[level]),
                    parallel);
        }
        return apply("head", x.rectified(), 3, 1, parallel).values();
    }
}
