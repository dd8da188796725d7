// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;

/**
 * The texture step of the reference exporter (TRELLIS.2 {@code o_voxel.postprocess.to_glb}) with its rules: its raster,
 * bytes by truncation, Telea inpainting with radius 3 for base colour and 1 for the other channels, red of the second
 * texture 0. For comparison; {@link TextureBake} is what exports use.
 */
public final class ReferenceBake {
    private static final int ATTRIBUTES = 6;

    private ReferenceBake() {}

    /** Bakes as {@link TextureBake#bake(UnwrappedMesh, AttributeField, int, RunContext)} does. */
    public static BakedTextures bake(UnwrappedMesh mesh, AttributeField field, int textureSize, RunContext context) {
        context.at("raster", 0);
        ReferenceRaster raster = ReferenceRaster.of(mesh.uvs(), mesh.triangles(), textureSize);
        int texels = textureSize * textureSize;
        byte[] known = new byte[texels];
        byte[] colour = new byte[3 * texels];
        byte[][] single = new byte[3][texels];
        Bands.run(textureSize, "bake", context, (from, to) -> {
            float[] values = new float[ATTRIBUTES];
            for (int i = from * textureSize; i < to * textureSize; i++) {
                int t = raster.face()[i];
                if (t < 0) continue;
                float[] p = new float[3];
                for (int k = 0; k < 9; k++) {
                    p[k % 3] += raster.barycentrics()[3 * i + k / 3]
                            * mesh.positions()[3 * mesh.triangles()[3 * t + k / 3] + k % 3];
                }
                field.sample(p[0], p[1], p[2], values, 0);
                known[i] = 2;
                for (int k = 0; k < 3; k++) colour[3 * i + k] = truncate(values[k]);
                for (int k = 0; k < 3; k++) single[k][i] = truncate(values[3 + k]);
            }
        });
        context.at("gutter", 0);
        TeleaInpaint.fill(colour, 3, known, textureSize, textureSize, 3);
        for (byte[] channel : single) TeleaInpaint.fill(channel, 1, known, textureSize, textureSize, 1);
        byte[] base = new byte[4 * texels];
        byte[] orm = new byte[3 * texels];
        for (int i = 0; i < texels; i++) {
            System.arraycopy(colour, 3 * i, base, 4 * i, 3);
            base[4 * i + 3] = single[2][i];
            orm[3 * i + 1] = single[1][i];
            orm[3 * i + 2] = single[0][i];
        }
        return new BakedTextures(textureSize, base, orm, known);
    }

    /** numpy's conversion: times 255, clipped, towards zero. */
    static byte truncate(float value) {
        return (byte) (int) Math.clamp(value * 255, 0f, 255f);
    }
}
