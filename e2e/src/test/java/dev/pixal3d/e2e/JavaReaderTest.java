// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import de.javagl.jgltf.model.AccessorByteData;
import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.AccessorIntData;
import de.javagl.jgltf.model.AccessorModel;
import de.javagl.jgltf.model.AccessorShortData;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.ImageModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.NodeModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import de.javagl.jgltf.model.v2.MaterialModelV2;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Samples;
import dev.pixal3d.gltf.TextureFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** jgltf, a Java library that shares nothing with ours, and the JDK's own picture decoders read a GLB. */
class JavaReaderTest {
    private static final TexturedMesh MESH = Samples.egg(60, 40);

    @ParameterizedTest
    @CsvSource({"PNG,NONE", "JPEG,NONE", "PNG,QUANTIZE", "JPEG,QUANTIZE"})
    void readsWhatWasWritten(TextureFormat format, GeometryCompression compression) throws Exception {
        GltfModel model = read(Samples.glb(MESH, Samples.material(AlphaMode.OPAQUE), format, compression));
        NodeModel node = model.getSceneModels().getFirst().getNodeModels().getFirst();
        MeshPrimitiveModel primitive = node.getMeshModels().getFirst().getMeshPrimitiveModels().getFirst();
        assertThat(primitive.getAttributes()).containsOnlyKeys("POSITION", "NORMAL", "TEXCOORD_0", "TANGENT");
        float[] m = node.computeGlobalTransform(new float[16]);
        double[] positions = numbers(primitive, "POSITION", 3);
        double worst = 0;
        for (int i = 0; i < positions.length; i += 3) {
            for (int r = 0; r < 3; r++) {
                double p = m[12 + r];
                for (int c = 0; c < 3; c++) p += m[4 * c + r] * positions[i + c];
                worst = Math.max(worst, Math.abs(p - MESH.positions()[i + r]));
            }
        }
        assertThat(worst).isLessThan(compression == GeometryCompression.NONE ? 1e-6 : 1e-5);
        double[] uvs = numbers(primitive, "TEXCOORD_0", 2);
        for (int i = 0; i < uvs.length; i++) assertThat(uvs[i]).isCloseTo(MESH.uvs()[i], within(1e-4));
        assertThat(indices(primitive.getIndices())).isEqualTo(MESH.triangles());
        pictures(model, (MaterialModelV2) primitive.getMaterialModel());
    }

    @Test
    void seesAMissingTriangle() throws Exception {
        TexturedMesh less = new TexturedMesh(MESH.positions(), MESH.normals(), MESH.uvs(), MESH.tangents(),
                Arrays
                        .copyOf(MESH.triangles(), MESH.triangles().length - 3),
                false);
        GltfModel model = read(Samples.glb(less, Samples.material(AlphaMode.OPAQUE)));
        assertThat(indices(model.getMeshModels().getFirst().getMeshPrimitiveModels().getFirst().getIndices()))
                .isNotEqualTo(MESH.triangles());
    }

    private static void pictures(GltfModel model, MaterialModelV2 material) throws Exception {
        List<ImageModel> images = model.getImageModels();
        assertThat(images).hasSize(3);
        BufferedImage base = decoded(material.getBaseColorTexture().getImageModel());
        int texel = base.getRGB(40, 20);
        assertThat(texel >> 16 & 255).isCloseTo(160, within(12));
        assertThat(texel >> 8 & 255).isCloseTo(80, within(12));
        BufferedImage rough = decoded(material.getMetallicRoughnessTexture().getImageModel());
        assertThat(rough.getRGB(40, 20)).isEqualTo(0xffff64ff);
        assertThat(decoded(material.getNormalTexture().getImageModel()).getRGB(1, 1)).isEqualTo(0xff8080ff);
        assertThat(material.getOcclusionTexture()).isNotNull();
    }

    private static BufferedImage decoded(ImageModel image) throws Exception {
        ByteBuffer data = image.getImageData();
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return ImageIO.read(new ByteArrayInputStream(bytes));
    }

    private static GltfModel read(byte[] glb) throws Exception {
        return new GltfModelReader().readWithoutReferences(new ByteArrayInputStream(glb));
    }

    private static double[] numbers(MeshPrimitiveModel primitive, String attribute, int width) {
        AccessorModel accessor = Objects.requireNonNull(primitive.getAttributes().get(attribute));
        double[] out = new double[accessor.getCount() * width];
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (accessor.getAccessorData()) {
                case AccessorFloatData data -> data.get(i / width, i % width);
                case AccessorShortData data -> (data.get(i / width, i % width) & 0xffff) / 65535.0;
                case AccessorByteData data -> (data.get(i / width, i % width) & 0xff) / 255.0;
                case Object other -> throw new AssertionError("a kind of number that is not written: " + other);
            };
        }
        return out;
    }

    private static int[] indices(AccessorModel accessor) {
        int[] out = new int[accessor.getCount()];
        for (int i = 0; i < out.length; i++) {
            out[i] = accessor.getAccessorData() instanceof AccessorIntData data
                    ? data.get(i)
                    : ((AccessorShortData) accessor.getAccessorData()).get(i) & 0xffff;
        }
        return out;
    }
}
