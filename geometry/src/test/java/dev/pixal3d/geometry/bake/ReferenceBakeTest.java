// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.GoldenCases;
import dev.pixal3d.geometry.Shapes;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.unwrap.Unwrap;
import dev.pixal3d.geometry.unwrap.UnwrapOptions;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference's texture step against its goldens. */
class ReferenceBakeTest {
    static List<Path> rasters() { return GoldenCases.folders("geometry_raster", "uv", "face_id", "bary", "near_edge"); }

    static List<Path> inpaints() { return GoldenCases.folders("geometry_inpaint", "image", "valid", "telea_r3"); }

    static List<Path> conventions() { return GoldenCases.folders("geometry_conventions", "attr_value"); }

    @ParameterizedTest
    @MethodSource("rasters")
    void rasterIsTheReferences(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            int[] expected = file.ints("face_id");
            float[] bary = file.floats("bary"), position = file.floats("position"), vertices = file.floats("vertices");
            int[] faces = file.ints("faces");
            byte[] near = file.bytes("near_edge");
            int size = file.require("face_id").shape().get(0).intValue();
            ReferenceRaster raster = ReferenceRaster.of(file.floats("uv"), faces, size);
            for (int i = 0; i < expected.length; i++) {
                if (near[i] == 0) assertThat(raster.face()[i]).isEqualTo(expected[i]);
                if (raster.face()[i] != expected[i] || expected[i] < 0) continue;
                for (int k = 0; k < 3; k++) {
                    float p = 0;
                    for (int c = 0; c < 3; c++) {
                        p += raster.barycentrics()[3 * i + c] * vertices[3 * faces[3 * expected[i] + c] + k];
                    }
                    assertThat(raster.barycentrics()[3 * i + k]).isCloseTo(bary[3 * i + k], Offset.offset(1e-4f));
                    assertThat(p).isCloseTo(position[3 * i + k], Offset.offset(1e-5f));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("inpaints")
    void inpaintingIsOpenCvs(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            List<Long> shape = file.require("image").shape();
            int height = shape.get(0).intValue(), width = shape.get(1).intValue();
            byte[] valid = file.bytes("valid");
            byte[] colour = file.bytes("image"), grey = file.bytes("gray");
            TeleaInpaint.fill(colour, 3, valid, width, height, 3);
            TeleaInpaint.fill(grey, 1, valid, width, height, 1);
            assertThat(colour).isEqualTo(file.bytes("telea_r3"));
            assertThat(grey).isEqualTo(file.bytes("telea_r1_gray"));
        }
    }

    @ParameterizedTest
    @MethodSource("conventions")
    void bytesAreTruncated(Path folder) {
        try (SafetensorsFile file = GoldenCases.open(folder)) {
            float[] values = file.floats("attr_value");
            byte[] expected = file.bytes("attr_u8_reference");
            for (int i = 0; i < values.length; i++) {
                assertThat(ReferenceBake.truncate(values[i])).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void theReferenceDiffersFromOursByLittleInsideCharts() {
        int size = 128;
        AttributeField field = (x, y, z, out, at) -> {
            for (int k = 0; k < 6; k++) out[at + k] = 0.5f + 0.5f * x;
        };
        try (Parallel parallel = new Parallel(2)) {
            UnwrappedMesh mesh = Unwrap.unwrap(Shapes.torus(30, 20, 0.3, 0.1), size, UnwrapOptions.forTexture(size),
                    RunContext.silent(parallel));
            BakedTextures ours = TextureBake.bake(mesh, field, size, RunContext.silent(parallel));
            BakedTextures reference = ReferenceBake.bake(mesh, field, size, RunContext.silent(parallel));
            for (int i = 0; i < size * size; i++) {
                if (ours.coverage()[i] != 2 || reference.coverage()[i] != 2) continue;
                assertThat(reference.baseColorRgba()[4 * i] & 255).isCloseTo(ours.baseColorRgba()[4 * i] & 255,
                        Offset.offset(1));
                assertThat(reference.metallicRoughness()[3 * i]).isZero();
            }
        }
    }
}
