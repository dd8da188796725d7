// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A problem's text becomes what is wrong and, whole, what to do. */
class DiagnosisTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    hub: is no address (got x). Write it like y. | hub: is no address (got x) | Write it like y.
                    a: is missing. Run: pixal3d pull | a: is missing | Run: pixal3d pull
                    a: is small. Lower it. Or free memory. | a: is small | Lower it. Or free memory.
                    a: is wrong (no x. No y either). Take b. Then c. | a: is wrong (no x. No y either) | Take b. Then c.
                    cuda 12.4: is too old | cuda 12.4: is too old | ''
                    a.b: is missing. | a.b: is missing. | ''
                    """)
    void theRemedyIsAllAfterTheFirstSentence(String problem, String detail, String remedy) {
        assertThat(Diagnosis.failed("it", problem))
                .isEqualTo(new Diagnosis(Diagnosis.Level.FAILED, "it", detail, remedy));
    }
}
