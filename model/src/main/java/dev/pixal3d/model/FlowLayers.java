// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Weights;
import java.util.Optional;

/**
 * The linear layers of a flow transformer's block.
 *
 * @param projection
 *            of the feature projected to each token, where the network has it
 */
record FlowLayers(Linear toQkv, Linear toOut, Linear crossQuery, Linear crossKeyValue, Linear crossOut,
        Optional<Linear> projection, Linear up, Linear down) {
    static FlowLayers of(FlowConfig config, Weights weights, String prefix, Dtype torso, Matrix.Source kept) {
        long c = config.modelChannels();
        String cross = crossPrefix(config, prefix);
        return new FlowLayers(Linear.of(weights, prefix + "self_attn.to_qkv", torso, kept, 3 * c, c),
                Linear.of(weights, prefix + "self_attn.to_out", torso, kept, c, c),
                Linear.of(weights, cross + "to_q", torso, kept, c, c),
                Linear.of(weights, cross + "to_kv", torso, kept, 2 * c, config.condChannels()),
                Linear.of(weights, cross + "to_out", torso, kept, c, c),
                config.projected()
                        ? Optional.of(Linear.of(weights, prefix + "cross_attn.proj_linear", torso, kept, c,
                                config.projChannels()))
                        : Optional.empty(),
                Linear.of(weights, prefix + "mlp.mlp.0", torso, kept, config.mlpChannels(), c),
                Linear.of(weights, prefix + "mlp.mlp.2", torso, kept, c, config.mlpChannels()));
    }

    /** Where a block's cross-attention has its tensors. */
    static String crossPrefix(FlowConfig config, String prefix) {
        return prefix + (config.projected() ? "cross_attn.cross_attn_block." : "cross_attn.");
    }

    /** The same, the weights that a step uses made ready once; for the innermost scope. */
    FlowLayers ready(FlowShortcuts shortcuts) {
        return new FlowLayers(toQkv.ready(), toOut.ready(), crossQuery.ready(),
                shortcuts.conditionOnce() ? crossKeyValue : crossKeyValue.ready(), crossOut.ready(),
                shortcuts.projectionOnce() ? projection : projection.map(Linear::ready), up.ready(), down.ready());
    }
}
