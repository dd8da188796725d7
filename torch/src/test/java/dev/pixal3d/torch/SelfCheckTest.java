// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SelfCheckTest {
    @Test
    void theCpuAgreesWithItselfAndADeviceThatIsNotThereWithNothing() {
        assertThat(SelfCheck.passes(Device.CPU)).isTrue();
        assertThat(SelfCheck.passes(Device.cuda(99))).isFalse();
    }

    @Test
    void wrongValuesAreSeen() {
        float[] right = {1, 2, 3};
        assertThat(SelfCheck.near(new float[]{1, 2, 3.05f}, right, 0.1)).isTrue();
        assertThat(SelfCheck.near(new float[]{1, 2, 3.2f}, right, 0.1)).isFalse();
        assertThat(SelfCheck.near(new float[]{1, Float.NaN, 3}, right, 0.1)).isFalse();
        assertThat(SelfCheck.near(new float[]{1, 2}, right, 0.1)).isFalse();
    }
}
