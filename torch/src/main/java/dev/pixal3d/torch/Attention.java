// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.Optional;

/**
 * softmax(q k^T scale + bias) v for q [b, h, n, d], k and v [b, h, m, d], by the fastest way that each device has.
 *
 * <ul>
 * <li>Accelerators: libtorch's fused kernel.
 * <li>CPU, F32 and F64: libtorch's fused kernel while the matrix library is held to one thread, because it is called
 * from inside libtorch's own threads: 4096 tokens, 12 heads of 128 in 520 to 620 ms instead of 1000 to 1400.
 * <li>CPU, BF16 and F16: two matrix products per 128 queries, 274 ms for the same size. The fused kernel falls back to
 * a naive product there (40 s); 256 and 512 queries at a time take 366 and 459 ms, all at once 396 ms and O(n m)
 * memory.
 * </ul>
 */
public final class Attention {
    private static final int QUERIES = 128;

    private Attention() {}

    /** With scale 1/sqrt(d) and no bias; returns [b, h, n, d]. */
    public static Tensor of(Tensor q, Tensor k, Tensor v) {
        return of(q, k, v, Optional.empty(), 1 / Math.sqrt(q.size(-1)));
    }

    /**
     * Softmax of scaled products, times v; returns [b, h, n, d].
     *
     * @param bias
     *            added to the scaled products, broadcasts to [b, h, n, m]; minus infinity hides
     */
    public static Tensor of(Tensor q, Tensor k, Tensor v, Optional<Tensor> bias, double scale) {
        if (!q.device().isCpu()) return fused(q, k, v, bias, scale);
        if (q.dtype() == Dtype.BF16 || q.dtype() == Dtype.F16) return chunked(q, k, v, bias, scale);
        return TorchRuntime.backend().withSerialBlas(() -> fused(q, k, v, bias, scale));
    }

    private static Tensor fused(Tensor q, Tensor k, Tensor v, Optional<Tensor> bias, double scale) {
        return Tensor.call("scaled_dot_product_attention", "", q, k, v, bias.orElse(null), 0.0, false, scale, false);
    }

    private static Tensor chunked(Tensor q, Tensor k, Tensor v, Optional<Tensor> bias, double scale) {
        long n = q.size(2);
        Tensor out = Tensor.empty(q.dtype(), q.device(), q.size(0), q.size(1), n, v.size(3));
        Tensor keys = k.transpose(2, 3);
        for (long from = 0; from < n; from += QUERIES) {
            long count = Math.min(QUERIES, n - from);
            try (TensorScope _ = TensorScope.open()) {
                Tensor scores = q.narrow(2, from, count).mul(scale).matmul(keys);
                if (bias.isPresent()) scores = scores.add(rows(bias.get(), from, count));
                out.narrow(2, from, count).copyInPlace(Nn.softmax(scores, -1).matmul(v));
            }
        }
        return out;
    }

    private static Tensor rows(Tensor bias, long from, long count) {
        return bias.rank() < 2 || bias.size(-2) == 1 ? bias : bias.narrow(-2, from, count);
    }
}
