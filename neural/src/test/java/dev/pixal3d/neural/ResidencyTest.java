// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.neural.Residency.Row;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks of the published sizes, of which only the headers of the files are there. */
class ResidencyTest {
    private static final long GIB = 1L << 30;
    private static final int TOKENS = 16_384;

    @TempDir
    static Path folder;

    @BeforeAll
    static void writeHeaders() throws IOException { HeaderOnlyWeights.write(folder); }

    private static Residency at(long budget, long room) {
        MemoryPlan plan = new MemoryPlan(budget, Dtype.BF16);
        return Residency.of(new ModelLoader(new ModelFolder(folder), Device.cuda(0), plan), TOKENS, room);
    }

    @Test
    void whatFitsStaysAndNoStageGoesBeyondTheBudget() {
        for (long budget = 4 * GIB; budget <= 40 * GIB; budget += 4 * GIB) {
            Residency residency = at(budget, budget);
            if (!residency.staying().isEmpty()) assertThat(residency.peak()).isLessThanOrEqualTo(budget);
        }
        assertThat(at(4 * GIB, 4 * GIB).fits()).isFalse();
        assertThat(at(40 * GIB, 40 * GIB).fits()).isTrue();
        assertThat(at(40 * GIB, 40 * GIB).staying()).containsExactlyInAnyOrder(Part.values());
    }

    @Test
    void whatIsLoadedTwiceComesFirstThenTheLargest() {
        Residency some = at(14 * GIB, 14 * GIB);
        assertThat(some.staying()).contains(Part.UPSAMPLER, Part.SHAPE_DECODER)
                .doesNotContain(Part.MATTING, Part.CAMERA);
        List<Row> once = some.rows().stream().filter(r -> r.loads() == 1).toList();
        assertThat(once).anyMatch(Row::stays).anyMatch(r -> !r.stays());
    }

    /** An object of 1024 with 16,384 tokens, by the plan. */
    @Test
    void smallCardsHoldIt() {
        long eight = 8_000_000_000L;
        long five = 5_000_000_000L;
        assertThat(small(eight, FlowWeights.WHOLE).fits()).isTrue();
        assertThat(small(eight, FlowWeights.INT8).peak()).isLessThan(small(eight, FlowWeights.WHOLE).peak());
        assertThat(small(five, FlowWeights.WHOLE).fits()).isFalse();
        assertThat(small(five, FlowWeights.STREAMED).fits()).as("%s", small(five, FlowWeights.STREAMED).lines())
                .isTrue();
        for (Row row : small(five, FlowWeights.INT8).rows()) {
            if (row.part().kind() == NetworkKind.FLOW) assertThat(row.needed()).isLessThan(five);
        }
    }

    private static Residency small(long budget, FlowWeights kept) {
        MemoryPlan plan = new MemoryPlan(budget, Dtype.BF16).keeping(kept);
        return Residency.of(new ModelLoader(new ModelFolder(folder), Device.cuda(0), plan), TOKENS, 0);
    }

    @Test
    void nothingStaysWithoutRoom() {
        Residency none = at(24 * GIB, 0);
        assertThat(none.staying()).isEmpty();
        assertThat(none.bytes()).isZero();
        assertThat(none.fits()).isTrue();
        assertThat(none.lines()).hasSize(Part.values().length + 2).last().asString().contains("0 MiB stay", ": fits");
    }
}
