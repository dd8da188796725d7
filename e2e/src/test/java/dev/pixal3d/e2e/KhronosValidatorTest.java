// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way of writing a GLB satisfies the Khronos validator without an error or a warning. */
class KhronosValidatorTest {
    @Test
    void everyVariantIsValid(@TempDir Path folder) throws Exception {
        List<Path> files = new ArrayList<>();
        for (TextureFormat format : TextureFormat.values()) {
            for (GeometryCompression compression : GeometryCompression.values()) {
                for (AlphaMode alpha : AlphaMode.values()) {
                    Front front = alpha == AlphaMode.MASK ? Front.REFERENCE : Front.GLTF;
                    Path file = folder.resolve("%s-%s-%s.glb".formatted(format, compression, alpha));
                    files.add(Files.write(file,
                            Samples.glb(front.apply(Samples.sphere(60, 40)), Samples.material(alpha), format,
                                    compression, Map.of("engine", "test"))));
                }
            }
        }
        List<KhronosValidator.Report> reports = KhronosValidator.validate(files);
        assertThat(reports).hasSameSizeAs(files).allSatisfy(r -> assertThat(r.errors() + r.warnings()).as(r.toString())
                .isZero());
    }

    @Test
    void aDamagedFileIsReported(@TempDir Path folder) throws Exception {
        byte[] glb = Samples.glb(Samples.sphere(12, 8), Samples.material(AlphaMode.OPAQUE));
        glb[glb.length / 2] ^= 0x55;
        glb[8] ^= 1;
        List<KhronosValidator.Report> reports = KhronosValidator.validate(List.of(Files.write(folder.resolve("a.glb"),
                glb)));
        assertThat(reports.getFirst().errors()).isPositive();
    }
}
