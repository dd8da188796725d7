// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixal3d.core.Parallel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GltfValidatorTest {
    private final byte[] glb = Samples.glb(Samples.sphere(24, 12), Samples.material(AlphaMode.OPAQUE));

    @ParameterizedTest
    @EnumSource(GeometryCompression.class)
    void whatIsWrittenIsValid(GeometryCompression compression) {
        assertThat(GltfValidator
                .validate(Samples.glb(Samples.sphere(24, 12), Samples.material(AlphaMode.BLEND), compression)))
                .isEmpty();
    }

    @Test
    void wrongNumbersAreFound() {
        assertFinding(edited("\"max\":[0.4", "\"max\":[0.5"), "min and max");
        assertFinding(edited("\"target\":34962", "\"target\":34963"), "wrong target");
        byte[] normal = glb.clone();
        int binary = 28 + ByteBuffer.wrap(glb).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        int view = GlbWriterTest.json(glb).at("/bufferViews/4/byteOffset").asInt();
        ByteBuffer.wrap(normal).order(ByteOrder.LITTLE_ENDIAN).putFloat(binary + view, 3f);
        assertFinding(normal, "length 1");
        assertFinding(new byte[30], "not a GLB");
    }

    @Test
    void theReportMeasuresTheJoinedSurfaceAndTheLayout() {
        try (Parallel parallel = new Parallel(2)) {
            ModelReport report = ModelReport.of(GlbReader.read(glb), parallel);
            assertThat(report.mesh().solid().watertight()).isTrue();
            assertThat(report.mesh().solid().components()).isEqualTo(1);
            assertThat(report.mesh().vertices()).isEqualTo(25 * 13);
            assertThat(report.mesh().solid().vertices()).isEqualTo(24 * 11 + 2);
            assertThat(report.uv().orElseThrow().charts()).isEqualTo(1);
            assertThat(report.uv().orElseThrow().atlasUse()).isCloseTo(11 / 12.0, within(0.01));
            assertThat(report.uv().orElseThrow().overlap()).isZero();
            assertThat(report.textures()).hasSize(3);
        }
    }

    private static void assertFinding(byte[] file, String text) {
        List<GltfValidator.Finding> findings = GltfValidator.validate(file);
        assertThat(findings).anySatisfy(f -> assertThat(f.message()).contains(text));
    }

    /** The file with a text of its JSON replaced by one of the same length. */
    private byte[] edited(String from, String to) {
        byte[] file = glb.clone();
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        String json = new String(file, 20, length, StandardCharsets.US_ASCII);
        assertThat(json).contains(from);
        byte[] changed = json.replaceFirst(java.util.regex.Pattern.quote(from), to).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(changed, 0, file, 20, length);
        return file;
    }
}
