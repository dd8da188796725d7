// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which engine runs what. */
class EnginesTest {
    /** An engine that does nothing, and a record of how often it was asked whether it can. */
    private record Plain(String id, int preference, int mostPictures, List<Integer> asked) implements EngineProvider {
        Plain(String id, int preference, int mostPictures) { this(id, preference, mostPictures, new ArrayList<>()); }

        @Override
        public List<EngineOption> options() { return List.of(); }

        @Override
        public void check(EngineOptions options) {}

        @Override
        public Optional<Problem> problem(EngineOptions options, int pictures) {
            asked.add(pictures);
            return pictures <= mostPictures ? Optional.empty() : Optional.of(Problem.usage(id + ": too many"));
        }

        @Override
        public Engine open(EngineOptions options) {
            return new Engine() {
                @Override
                public DecodedAsset decode(List<RgbaImage> images, GenerateRequest request, RunContext context) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Preparation prepare(RgbaImage image, GenerateRequest request, RunContext context) {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public List<Parameter<?>> unused() { return List.of(); }
    }

    private final Plain best = new Plain("best", 9, 0);
    private final Plain several = new Plain("several", 5, 4);
    private final Plain one = new Plain("one", 1, 1);

    @Test
    void theBestThatCanRunsAndIsAskedOnceForEachKindOfRun() {
        try (Engines engines = new Engines(List.of(one, several), EngineOptions.NONE)) {
            for (int pictures : new int[]{1, 1, 3, 2, 1, 4}) {
                assertThat(engines.ready("auto", pictures, RunContext.silent()).provider()).isSameAs(several);
            }
            assertThat(several.asked).containsExactly(1, 3);
            assertThat(one.asked).isEmpty();
            assertThat(engines.ready("one", 1, RunContext.silent()).provider()).isSameAs(one);
        }
    }

    @Test
    void whoCannotIsNotTakenEvenWhenItIsOpen() {
        try (Engines engines = new Engines(List.of(one, best), EngineOptions.NONE)) {
            assertThat(engines.ready("auto", 1, RunContext.silent()).provider()).isSameAs(one);
            assertThatThrownBy(() -> engines.ready("auto", 2, RunContext.silent()))
                    .isInstanceOf(ProblemException.class)
                    .hasMessage("several pictures: no engine here works from them. best: too many");
            assertThatThrownBy(() -> engines.ready("one", 2, RunContext.silent()))
                    .isInstanceOf(ProblemException.class).hasMessage("one: too many");
            assertThatThrownBy(() -> engines.ready("none", 1, RunContext.silent()))
                    .isInstanceOf(ProblemException.class).hasMessageContaining("none is not installed here");
        }
    }
}
