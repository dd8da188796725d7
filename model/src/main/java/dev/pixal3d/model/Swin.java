// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Attention;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Swin transformer, the backbone of BiRefNet: four stages of windowed attention, windows shifted by half in every
 * second block. All sizes are read from the weights' shapes. Owns no weights.
 *
 * <p>
 * Reference: Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows" (2021); BiRefNet
 * {@code models/backbones/swin_v1.py}.
 */
final class Swin {
    private static final double EPS = 1e-5;
    private static final int PATCH = 4;

    private record Norm(Tensor weight, Tensor bias) {
        static Norm of(Weights w, String name) {
            return new Norm(w.getAny(name + ".weight"), w.getAny(name + ".bias"));
        }

        Tensor apply(Tensor x) { return Nn.layerNorm(x, weight, bias, EPS); }
    }

    private record Dense(Tensor weight, Tensor bias) {
        static Dense of(Weights w, String name) {
            return new Dense(w.getAny(name + ".weight"), w.getAny(name + ".bias"));
        }

        Tensor apply(Tensor x) { return Nn.linear(x, weight, bias); }
    }

    /** Bias is the relative position bias of every head, [heads, w^2, w^2]. */
    private record Block(Norm norm1, Dense qkv, Dense proj, Tensor bias, Norm norm2, Dense fc1, Dense fc2) {}

    private record Stage(List<Block> blocks, Norm out, Optional<Norm> mergeNorm, Optional<Tensor> mergeWeight) {}

    private final Tensor patchWeight;
    private final Tensor patchBias;
    private final Norm patchNorm;
    private final List<Stage> stages = new ArrayList<>();
    private final int window;

    Swin(Weights w) {
        this.patchWeight = w.getAny("patch_embed.proj.weight");
        this.patchBias = w.getAny("patch_embed.proj.bias");
        this.patchNorm = Norm.of(w, "patch_embed.norm");
        this.window = ((int) Math.round(Math.sqrt(rows(w, "layers.0.blocks.0"))) + 1) / 2;
        for (int s = 0; w.has("layers." + s + ".blocks.0.norm1.weight"); s++) {
            List<Block> blocks = new ArrayList<>();
            for (int b = 0; w.has("layers." + s + ".blocks." + b + ".norm1.weight"); b++) {
                blocks.add(block(w, "layers." + s + ".blocks." + b));
            }
            String merge = "layers." + s + ".downsample.";
            boolean merges = w.has(merge + "norm.weight");
            stages.add(new Stage(blocks, Norm.of(w, "norm" + s),
                    merges ? Optional.of(Norm.of(w, merge + "norm")) : Optional.empty(),
                    merges ? Optional.of(w.getAny(merge + "reduction.weight")) : Optional.empty()));
        }
    }

    private static long rows(Weights w, String block) {
        return w.getAny(block + ".attn.relative_position_bias_table").size(0);
    }

    private Block block(Weights w, String at) {
        Tensor table = w.getAny(at + ".attn.relative_position_bias_table");
        Tensor bias = TensorScope
                .run(() -> table.indexSelect(0, relativePositions()).reshape(window * window, window * window,
                        table.size(1)).permute(2, 0, 1).contiguous());
        return new Block(Norm.of(w, at + ".norm1"), Dense.of(w, at + ".attn.qkv"), Dense.of(w, at + ".attn.proj"),
                w.own(bias),
                Norm.of(w, at + ".norm2"), Dense.of(w, at + ".mlp.fc1"), Dense.of(w, at + ".mlp.fc2"));
    }

    /** The bias table's row for each pair of window cells; recomputed, because files need not hold it. */
    private Tensor relativePositions() {
        int cells = window * window;
        int span = 2 * window - 1;
        int[] index = new int[cells * cells];
        for (int a = 0; a < cells; a++) {
            for (int b = 0; b < cells; b++) {
                index[a * cells + b] = (a / window - b / window + window - 1) * span + a % window - b % window + window
                        - 1;
            }
        }
        return Tensor.of(index, index.length).to(patchWeight.device());
    }

    /** Feature maps at 1/4, 1/8, 1/16, 1/32 of a normalised picture [1, 3, H, W]. */
    List<Tensor> forward(Tensor image, RunContext context) {
        return TensorScope.runAll(() -> {
            Tensor padded = padTo(image, PATCH, 2, 3);
            Tensor x = patchNorm
                    .apply(Nn.conv2d(padded, patchWeight, Optional.of(patchBias), PATCH, 0).permute(0, 2, 3, 1));
            List<Tensor> maps = new ArrayList<>();
            for (Stage stage : stages) {
                Optional<Shift> shift = stage.blocks.size() > 1
                        ? Optional.of(shift(whole(x.size(1)), whole(x.size(2))))
                        : Optional.empty();
                for (int b = 0; b < stage.blocks.size(); b++) {
                    context.check();
                    Tensor in = x;
                    Block block = stage.blocks.get(b);
                    Optional<Shift> shifted = b % 2 == 0 ? Optional.empty() : shift;
                    x = TensorScope.run(() -> block(in, block, shifted));
                    in.close();
                }
                shift.ifPresent(done -> done.mask.close());
                maps.add(stage.out.apply(x).permute(0, 3, 1, 2).contiguous());
                if (stage.mergeNorm.isPresent() && stage.mergeWeight.isPresent()) {
                    x = Nn.linear(stage.mergeNorm.get().apply(merged(x)), stage.mergeWeight.get());
                }
            }
            return maps;
        });
    }

    /** Zeros behind the last row and column, so that both sizes are multiples of n. */
    private static Tensor padTo(Tensor x, int n, int rowDim, int columnDim) {
        long down = (n - x.size(rowDim) % n) % n;
        long right = (n - x.size(columnDim) % n) % n;
        if (down == 0 && right == 0) return x;
        return rowDim == 2
                ? Nn.pad(x, Nn.Padding.ZEROS, 0, right, 0, down)
                : Nn.pad(x, Nn.Padding.ZEROS, 0, 0, 0, right, 0, down);
    }

    /** [1, H, W, C] to [1, H/2, W/2, 4C]. */
    private static Tensor merged(Tensor x) {
        Tensor even = padTo(x, 2, 1, 2);
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(even.slice(1, i % 2, Long.MAX_VALUE, 2).slice(2, i / 2, Long.MAX_VALUE, 2));
        }
        return Tensor.cat(parts, 3);
    }

    private Tensor block(Tensor x, Block block, Optional<Shift> shift) {
        long h = x.size(1);
        long w = x.size(2);
        long c = x.size(3);
        Tensor padded = padTo(block.norm1.apply(x), window, 1, 2);
        long ph = padded.size(1);
        long pw = padded.size(2);
        Tensor rolled = shift.map(s -> padded.roll(new long[]{-s.cells, -s.cells}, new long[]{1, 2})).orElse(padded);
        Tensor windows = rolled.reshape(ph / window, window, pw / window, window, c).permute(0, 2, 1, 3, 4).reshape(-1,
                (long) window * window, c);
        Tensor attended = attention(windows, block, shift.map(Shift::mask));
        Tensor joined = attended.reshape(ph / window, pw / window, window, window, c).permute(0, 2, 1, 3, 4).reshape(1,
                ph, pw,
                c);
        Tensor back = shift.map(s -> joined.roll(new long[]{s.cells, s.cells}, new long[]{1, 2})).orElse(joined);
        Tensor h1 = x.add(back.narrow(1, 0, h).narrow(2, 0, w));
        return h1.add(block.fc2.apply(Nn.gelu(block.fc1.apply(block.norm2.apply(h1)))));
    }

    private Tensor attention(Tensor windows, Block block, Optional<Tensor> mask) {
        long n = windows.size(0);
        long cells = windows.size(1);
        long c = windows.size(2);
        long heads = block.bias.size(0);
        Tensor qkv = block.qkv.apply(windows).reshape(n, cells, 3, heads, c / heads).permute(2, 0, 3, 1, 4);
        Tensor bias = mask.map(m -> block.bias.unsqueeze(0).add(m.unsqueeze(1))).orElse(block.bias.unsqueeze(0));
        Tensor attended = Attention.of(qkv.select(0, 0), qkv.select(0, 1), qkv.select(0, 2), Optional.of(bias),
                1 / Math.sqrt((double) c / heads));
        return block.proj.apply(attended.transpose(1, 2).reshape(n, cells, c));
    }

    /**
     * How every second block moves its windows.
     *
     * @param cells
     *            half a window
     * @param mask
     *            hides cells of a window that come from different sides of the picture: [windows, w^2, w^2], 0 or -inf
     */
    private record Shift(int cells, Tensor mask) {}

    private int whole(long size) { return Math.ceilDiv((int) size, window) * window; }

    private Shift shift(int height, int width) {
        int shift = window / 2, cells = window * window, columns = width / window;
        float[] mask = new float[height * width * cells];
        int[] region = new int[cells];
        for (int at = 0, win = 0; win < height / window * columns; win++) {
            for (int cell = 0; cell < cells; cell++) {
                region[cell] = 3 * band(win / columns * window + cell / window, height, shift)
                        + band(win % columns * window + cell % window, width, shift);
            }
            for (int a : region) for (int b : region) mask[at++] = a == b ? 0 : Float.NEGATIVE_INFINITY;
        }
        return new Shift(shift, Tensor.of(mask, (long) height * width / cells, cells, cells)
                .to(patchWeight.device(), Dtype.F32));
    }

    private int band(int i, int n, int shift) { return i < n - window ? 0 : i < n - shift ? 1 : 2; }
}
