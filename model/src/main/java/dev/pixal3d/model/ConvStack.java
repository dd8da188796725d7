// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * MoGe-2's pyramid: from coarse to fine, each level adds its input to the upsampled level before it and runs residual
 * blocks. Neck and heads have this form. Owns no weights.
 *
 * <p>
 * Reference: MoGe {@code model/modules.py}.
 */
final class ConvStack {
    private record Conv(Tensor weight, Tensor bias) {
        static Conv of(Weights w, String name, long out, long in, long side) {
            return new Conv(w.get(name + ".weight", out, in, side, side), w.get(name + ".bias", out));
        }

        Tensor pointwise(Tensor x) { return Nn.conv2d(x, weight, Optional.of(bias), 1, 0); }

        Tensor replicated(Tensor x) {
            return Nn.conv2d(Nn.pad(x, Nn.Padding.REPLICATE, 1, 1, 1, 1), weight, Optional.of(bias), 1, 0);
        }
    }

    private record Residual(Conv first, Conv second) {
        Tensor forward(Tensor x) { return x.add(second.replicated(Nn.relu(first.replicated(Nn.relu(x))))); }
    }

    private record Level(Optional<Conv> input, List<Residual> blocks, Optional<Conv> output, Optional<Conv> transposed,
            Optional<Conv> resampled) {}

    private final List<Level> levels = new ArrayList<>();

    ConvStack(MogeConfig.Stack config, Weights w) {
        for (int l = 0; l < config.channels().size(); l++) {
            long c = config.channels().get(l);
            boolean last = l + 1 == config.channels().size();
            List<Residual> blocks = new ArrayList<>();
            for (int r = 0; r < config.blocks().get(l); r++) {
                String at = "res_blocks." + l + "." + r + ".layers.";
                blocks.add(new Residual(Conv.of(w, at + 2, c, c, 3), Conv.of(w, at + 5, c, c, 3)));
            }
            String at = "resamplers." + l + ".";
            long next = last ? 0 : config.channels().get(l + 1);
            boolean transposed = !last && config.resamplers().get(l).equals("conv_transpose");
            int output = config.outputs().get(l);
            levels.add(new Level(
                    config.inputs().get(l) == 0
                            ? Optional.empty()
                            : Optional.of(Conv.of(w, "input_blocks." + l, c, config.inputs().get(l), 1)),
                    blocks,
                    output == 0 ? Optional.empty() : Optional.of(Conv.of(w, "output_blocks." + l, output, c, 1)),
                    transposed
                            ? Optional.of(new Conv(w.get(at + "0.weight", c, next, 2, 2), w.get(at + "0.bias", next)))
                            : Optional.empty(),
                    last ? Optional.empty() : Optional.of(Conv.of(w, at + "1", next, transposed ? next : c, 3))));
        }
    }

    /** One input a level, coarse first; gives one output a level. */
    List<Tensor> forward(List<Tensor> inputs, RunContext context) {
        return TensorScope.runAll(() -> {
            List<Tensor> outputs = new ArrayList<>();
            Optional<Tensor> carried = Optional.empty();
            for (int l = 0; l < levels.size(); l++) {
                context.check();
                Level level = levels.get(l);
                Tensor given = inputs.get(l);
                Tensor in = level.input.map(c -> c.pointwise(given)).orElse(given);
                Tensor x = carried.map(c -> c.add(in)).orElse(in);
                for (Residual block : level.blocks) {
                    Tensor before = x;
                    x = TensorScope.run(() -> block.forward(before));
                }
                Tensor done = x;
                outputs.add(level.output.map(c -> c.pointwise(done)).orElse(done));
                carried = level.resampled.map(c -> c.replicated(level.transposed
                        .map(t -> Nn.convTranspose2d(done, t.weight, Optional.of(t.bias), 2))
                        .orElseGet(() -> Nn.resizeBilinear(done, 2 * done.size(2), 2 * done.size(3), false, false))));
            }
            return outputs;
        });
    }
}
