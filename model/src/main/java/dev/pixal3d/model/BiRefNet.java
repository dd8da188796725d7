// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.DeformConv;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * BiRefNet, which cuts the object out of a picture: Swin features of the picture and of the picture at half size, and a
 * decoder with deformable convolutions that looks at tiles of the picture itself at every level. RMBG-2.0 has the same
 * form. All sizes are read from the weights' shapes. F32. Owns no weights.
 *
 * <p>
 * Reference: Zheng et al., "Bilateral Reference for High-Resolution Dichotomous Image Segmentation" (2024).
 */
public final class BiRefNet {
    private static final double EPS = 1e-5;

    private record Conv(Tensor weight, Optional<Tensor> bias) {
        static Conv of(Weights w, String name) {
            return new Conv(w.getAny(name + ".weight"),
                    w.has(name + ".bias") ? Optional.of(w.getAny(name + ".bias")) : Optional.empty());
        }

        Tensor apply(Tensor x) { return Nn.conv2d(x, weight, bias, 1, weight.size(2) / 2); }
    }

    private record BatchNorm(Tensor mean, Tensor variance, Tensor weight, Tensor bias) {
        static BatchNorm of(Weights w, String name) {
            return new BatchNorm(w.getAny(name + ".running_mean"), w.getAny(name + ".running_var"),
                    w.getAny(name + ".weight"),
                    w.getAny(name + ".bias"));
        }

        Tensor apply(Tensor x) { return Nn.batchNorm(x, mean, variance, weight, bias, EPS); }
    }

    /** A deformable convolution with modulation, then batch norm and ReLU. */
    private record Deformed(Conv offset, Conv modulator, Tensor weight, BatchNorm norm) {
        static Deformed of(Weights w, String name) {
            String at = name + ".atrous_conv.";
            return new Deformed(Conv.of(w, at + "offset_conv"), Conv.of(w, at + "modulator_conv"),
                    w.getAny(at + "regular_conv.weight"), BatchNorm.of(w, name + ".bn"));
        }

        Tensor apply(Tensor x) {
            Tensor mask = modulator.apply(x).sigmoid().mul(2.0);
            return Nn.relu(norm.apply(DeformConv.apply(x, offset.apply(x), mask, weight, Optional.empty(),
                    weight.size(2) / 2)));
        }
    }

    /** Convolution, deformable spatial pyramid, convolution. */
    private record DecoderBlock(Conv in, BatchNorm inNorm, List<Deformed> pyramid, Conv pool, BatchNorm poolNorm,
            Conv join,
            BatchNorm joinNorm, Conv out, BatchNorm outNorm) {
        static DecoderBlock of(Weights w) {
            List<Deformed> pyramid = new ArrayList<>(List.of(Deformed.of(w, "dec_att.aspp1")));
            for (int i = 0; w.has("dec_att.aspp_deforms." + i + ".bn.weight"); i++) {
                pyramid.add(Deformed.of(w, "dec_att.aspp_deforms." + i));
            }
            return new DecoderBlock(Conv.of(w, "conv_in"), BatchNorm.of(w, "bn_in"), pyramid,
                    Conv.of(w, "dec_att.global_avg_pool.1"), BatchNorm.of(w, "dec_att.global_avg_pool.2"),
                    Conv.of(w, "dec_att.conv1"), BatchNorm.of(w, "dec_att.bn1"), Conv.of(w, "conv_out"),
                    BatchNorm.of(w, "bn_out"));
        }

        Tensor forward(Tensor input) {
            return TensorScope.run(() -> {
                Tensor x = Nn.relu(inNorm.apply(in.apply(input)));
                List<Tensor> branches = new ArrayList<>();
                for (Deformed branch : pyramid) branches.add(TensorScope.run(() -> branch.apply(x)));
                Tensor pooled = Nn.relu(poolNorm.apply(pool.apply(x.mean(new long[]{2, 3}, true))));
                branches.add(pooled.expand(1, pooled.size(1), x.size(2), x.size(3)));
                Tensor joined = Nn.relu(joinNorm.apply(join.apply(Tensor.cat(branches, 1))));
                return outNorm.apply(out.apply(joined));
            });
        }
    }

    /** How the picture itself enters a decoder level. */
    private record PictureBlock(Conv first, Conv second) {
        Tensor apply(Tensor x) { return second.apply(first.apply(x)); }
    }

    private record Gate(Conv conv, BatchNorm norm, Conv attention) {
        Tensor apply(Tensor x) { return x.mul(attention.apply(Nn.relu(norm.apply(conv.apply(x)))).sigmoid()); }
    }

    private final Swin backbone;
    private final DecoderBlock squeeze;
    /** Coarse first: blocks 4, 3, 2, 1; pictures 5, 4, 3, 2, 1; gates and laterals 4, 3, 2. */
    private final List<DecoderBlock> decoders = new ArrayList<>();
    private final List<PictureBlock> pictures = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private final List<Conv> laterals = new ArrayList<>();
    private final Conv output;
    private final Device device;

    public BiRefNet(Weights checkpoint) {
        Weights w = checkpoint.as(Dtype.F32);
        this.backbone = new Swin(w.at("bb"));
        this.squeeze = DecoderBlock.of(w.at("squeeze_module.0"));
        Weights d = w.at("decoder");
        for (int i = 4; i >= 1; i--) decoders.add(DecoderBlock.of(d.at("decoder_block" + i)));
        for (int i = 5; i >= 1; i--) {
            pictures.add(
                    new PictureBlock(Conv.of(d, "ipt_blk" + i + ".conv1"), Conv.of(d, "ipt_blk" + i + ".conv_out")));
        }
        for (int i = 4; i >= 2; i--) {
            gates.add(new Gate(Conv.of(d, "gdt_convs_" + i + ".0"), BatchNorm.of(d, "gdt_convs_" + i + ".1"),
                    Conv.of(d, "gdt_convs_attn_" + i + ".0")));
            laterals.add(Conv.of(d, "lateral_block" + i + ".conv"));
        }
        this.output = Conv.of(d, "conv_out1.0");
        this.device = output.weight.device();
        // Training-only heads and counters that every published file holds.
        checkpoint.ignore(
                k -> k.contains("conv_ms_spvn_") || k.contains("gdt_convs_pred_") || k.endsWith("num_batches_tracked")
                        || k.endsWith("relative_position_index"));
    }

    /**
     * Logits of the foreground.
     *
     * @param image
     *            normalised with ImageNet's mean and deviation, [1, 3, H, W]; the reference uses 1024 x 1024
     * @return [1, 1, H, W]
     */
    public Tensor forward(Tensor image, RunContext context) {
        return TensorScope.run(() -> {
            Tensor x = image.to(device, Dtype.F32);
            List<Tensor> maps = encode(x, context);
            Tensor coarse = squeeze.forward(maps.getLast());
            Tensor p = decoders.getFirst().forward(Tensor.cat(1, coarse, picture(0, x, coarse)));
            for (int level = 0; level < 3; level++) {
                context.check();
                Tensor finer = maps.get(2 - level);
                Tensor up = resized(gates.get(level).apply(p), finer).add(laterals.get(level).apply(finer));
                p = decoders.get(level + 1).forward(Tensor.cat(1, up, picture(level + 1, x, up)));
            }
            return Finite.require("BiRefNet's logits", logits(p, x));
        });
    }

    /**
     * The last layer, a product for each pixel of its enlarged features and the picture's. Enlarging is linear too, so
     * the features are multiplied before it: a hundredth of the memory and the same result.
     */
    private Tensor logits(Tensor features, Tensor image) {
        long c = features.size(1);
        Tensor weight = output.weight;
        Tensor coarse = Nn.conv2d(features, weight.narrow(1, 0, c), Optional.empty(), 1, 0);
        Tensor fine = TensorScope.run(() -> Nn.conv2d(pictures.getLast().apply(image),
                weight.narrow(1, c, weight.size(1) - c), output.bias, 1, 0));
        return resized(coarse, image).add(fine);
    }

    /** Maps of both passes, the coarsest with all finer ones attached. */
    private List<Tensor> encode(Tensor x, RunContext context) {
        return TensorScope.runAll(() -> {
            List<Tensor> full = backbone.forward(x, context);
            Tensor small = Nn.resizeBilinear(x, x.size(2) / 2, x.size(3) / 2, true, false);
            List<Tensor> half = backbone.forward(small, context);
            List<Tensor> maps = new ArrayList<>();
            for (int i = 0; i < full.size(); i++) {
                maps.add(Tensor.cat(1, full.get(i), resized(half.get(i), full.get(i))));
            }
            Tensor last = maps.getLast();
            List<Tensor> finer = new ArrayList<>();
            for (Tensor map : maps.subList(0, maps.size() - 1)) finer.add(resized(map, last));
            finer.add(last);
            maps.set(maps.size() - 1, Tensor.cat(finer, 1));
            return maps;
        });
    }

    private static Tensor resized(Tensor x, Tensor like) {
        return x.size(2) == like.size(2) && x.size(3) == like.size(3)
                ? x
                : Nn.resizeBilinear(x, like.size(2), like.size(3), true, false);
    }

    private Tensor picture(int level, Tensor image, Tensor like) {
        return pictures.get(level).apply(tiles(image, like.size(2), like.size(3)));
    }

    /** The picture cut into tiles of h x w that become channels: (colour, tile row, tile column). */
    static Tensor tiles(Tensor image, long h, long w) {
        long rows = image.size(2) / h;
        long columns = image.size(3) / w;
        return image.reshape(1, image.size(1), rows, h, columns, w).permute(0, 1, 2, 4, 3, 5).reshape(1,
                image.size(1) * rows * columns, h, w);
    }
}
