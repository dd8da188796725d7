// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DevicePeakTest {
    private static final Device CARD = Device.cuda(0);

    @Test
    void whatWasTakenBeforeGivingBackIsThePeak() {
        AtomicLong taken = new AtomicLong(1000);
        DevicePeak peak = new DevicePeak(_ -> taken.get());
        peak.reset(CARD);
        assertThat(peak.since(CARD)).isZero();
        taken.set(5000);
        peak.sample();
        taken.set(1500);
        assertThat(peak.since(CARD)).isEqualTo(4000);
        peak.reset(CARD);
        taken.set(1700);
        assertThat(peak.since(CARD)).isEqualTo(200);
    }

    @Test
    void withoutAResetThereIsNoAnswer() {
        assertThatThrownBy(() -> new DevicePeak(_ -> 1).since(CARD)).isInstanceOf(TorchException.class)
                .hasMessageContaining("never reset");
    }

    @Test
    void aMissingDeviceIsNamedAndNothingElseIsMissing() {
        Device missing = Device.cuda(99);
        assertThatThrownBy(() -> TorchRuntime.resetPeakMemory(missing)).isInstanceOf(TorchException.class)
                .hasMessageContaining("cuda:99 is not there");
        assertThatThrownBy(() -> TorchRuntime.peakMemory(missing)).isInstanceOf(TorchException.class)
                .hasMessageContaining("cuda:99 is not there");
    }
}
