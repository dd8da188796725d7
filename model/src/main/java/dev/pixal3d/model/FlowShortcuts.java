// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * Which exact savings a flow transformer makes; results are the same up to rounding. A test switches each off.
 *
 * @param zeroCondition
 *            under the zero condition all keys are equal, so cross-attention is one constant vector a block
 * @param conditionOnce
 *            keys and values of the global tokens are computed once a stage
 * @param projectionOnce
 *            the projected condition's linear layer is computed once a stage; takes 2 N C bytes a block
 */
public record FlowShortcuts(boolean zeroCondition, boolean conditionOnce, boolean projectionOnce) {
    public static final FlowShortcuts NONE = new FlowShortcuts(false, false, false);
    public static final FlowShortcuts ALL = new FlowShortcuts(true, true, true);
}
