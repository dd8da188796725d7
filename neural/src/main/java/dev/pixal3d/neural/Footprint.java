// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.DinoV3Config;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.MogeConfig;
import dev.pixal3d.model.NafConfig;
import dev.pixal3d.model.SlatDecoderConfig;
import dev.pixal3d.model.SparseStructureDecoderConfig;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.SparseGrid;
import java.util.Optional;

/**
 * Bytes on the device that a network takes with its weights, from above: the values that exist at once in its widest
 * layer, counted in its code, and what the convolution library takes beside them, measured (the factors below). The
 * benchmark of the stages prints these next to what was taken.
 */
record Footprint(ModelLoader models) {
    /** Widths of a transformer's stream, and of its hidden layer, that one block holds at once. */
    private static final int BLOCK_WIDTHS = 28;
    private static final int HIDDEN_WIDTHS = 2;
    /** Maps of NAF's full width while a convolution runs, and with the queries. */
    private static final double ENCODER_MAPS = 3.5;
    private static final double QUERY_MAPS = 1.5;
    private static final long NEIGHBOURHOODS = 1L << 30;
    /** F32 values a pixel of the finest map (MoGe-2), of the picture (BiRefNet). */
    private static final int PYRAMID_VALUES = 600;
    private static final int WIDEST_FINEST = 32;
    private static final int MATTING_VALUES = 900;
    /** Voxels a surface has after a split for each one before. */
    private static final int GROWTH = 4;
    /** Features of a decoder's level that exist at once: two of the layer, one padded, one of the level before. */
    private static final int LEVEL_FEATURES = 4;
    private static final int COORDS = 40;
    private static final int HIDDEN_FEATURES = 4;
    private static final int STRUCTURE_MAPS = 16;

    /** DINOv3 on a picture with {@code side} pixels a side. */
    long features(int side) {
        DinoV3Config c = DinoV3Config.read(config(Part.FEATURES));
        long tokens = (long) (side / c.patch()) * (side / c.patch()) + 1 + c.registers();
        return MemoryPlan.RUNTIME + weights(Part.FEATURES) + tokens * Float.BYTES
                * (BLOCK_WIDTHS * (long) c.channels() + HIDDEN_WIDTHS * (long) c.mlpChannels());
    }

    /** NAF on a picture with {@code side} pixels a side. */
    long upsampler(int side, int target) {
        NafConfig c = optional(Part.UPSAMPLER).map(NafConfig::read).orElse(NafConfig.PUBLISHED);
        double encoding = (double) c.channels() * side * side * Float.BYTES;
        double queries = (double) c.channels() * target * target * Float.BYTES;
        return MemoryPlan.RUNTIME + weights(Part.UPSAMPLER)
                + (long) Math.max(ENCODER_MAPS * encoding, encoding + QUERY_MAPS * queries + NEIGHBOURHOODS);
    }

    /** MoGe-2, whose own picture size does not depend on the given one. */
    long camera() {
        MogeConfig c = optional(Part.CAMERA).map(MogeConfig::read).orElse(MogeConfig.PUBLISHED);
        long tokens = 1L + c.tokensHigh();
        long finest = (long) c.tokensHigh() << 2 * (c.neck().channels().size() - 1);
        long pyramid = finest * PYRAMID_VALUES * c.neck().channels().getLast() / WIDEST_FINEST;
        long block = tokens * (BLOCK_WIDTHS * (long) c.backbone().channels()
                + HIDDEN_WIDTHS * (long) c.backbone().mlpChannels());
        return MemoryPlan.RUNTIME + weights(Part.CAMERA) + Float.BYTES * Math.max(block, pyramid);
    }

    /** BiRefNet. */
    long matting() {
        long pixels = (long) PreparedPicture.NETWORK_SIDE * PreparedPicture.NETWORK_SIDE;
        return MemoryPlan.RUNTIME + weights(Part.MATTING) + pixels * MATTING_VALUES * Float.BYTES;
    }

    /** A flow transformer with that many tokens. */
    long flow(Flow flow, int tokens) {
        return models.plan().flow(models.config(flow), tokens);
    }

    long structureDecoder() {
        SparseStructureDecoderConfig c = SparseStructureDecoderConfig.read(config(Part.STRUCTURE_DECODER));
        long side = (long) models.config(Flow.STRUCTURE).resolution() << c.channels().size() - 1;
        return MemoryPlan.RUNTIME + weights(Part.STRUCTURE_DECODER)
                + side * side * side * c.channels().getLast() * Float.BYTES * STRUCTURE_MAPS;
    }

    /** A structured-latent decoder of an object whose surface has that many tokens. */
    long decoder(Part part, int tokens) {
        SlatDecoderConfig c = SlatDecoderConfig.read(config(part));
        long operation = models.plan().operation();
        // The texture is decoded on the shape's grids: all of them are there from its first level on.
        long kept = 0;
        long voxels = tokens;
        if (part == Part.TEXTURE_DECODER) {
            for (int level = 0; level < c.channels().size(); level++, voxels *= GROWTH) kept += grid(voxels, operation);
        }
        long widest = 0;
        voxels = tokens;
        for (int channels : c.channels()) {
            long features = voxels * LEVEL_FEATURES * channels * models.decoderType().bytes();
            long hidden = Math.min(operation, voxels * HIDDEN_FEATURES * channels * Float.BYTES);
            if (part != Part.TEXTURE_DECODER) kept += grid(voxels, operation);
            widest = Math.max(widest, features + HIDDEN_WIDTHS * hidden + kept);
            voxels *= GROWTH;
        }
        return MemoryPlan.RUNTIME + weights(part) + widest;
    }

    /** What stays of a level until its object is decoded: coordinates, and the table of neighbours if it is kept. */
    private static long grid(long voxels, long operation) {
        return voxels * COORDS + Math.min(operation, voxels * SparseGrid.TAPS * Integer.BYTES);
    }

    private ConfigJson config(Part part) { return models.cache().config(part); }

    private Optional<ConfigJson> optional(Part part) { return models.cache().facts(part).json(); }

    /** Weights as they are used. */
    long weights(Part part) {
        return switch (part) {
            case STRUCTURE_FLOW -> models.plan().flowWeights(models.config(Flow.STRUCTURE));
            case SHAPE_FLOW -> models.plan().flowWeights(models.config(Flow.SHAPE));
            case DETAIL_FLOW -> models.plan().flowWeights(models.config(Flow.DETAIL));
            case TEXTURE_FLOW -> models.plan().flowWeights(models.config(Flow.TEXTURE));
            case STRUCTURE_DECODER, SHAPE_DECODER, TEXTURE_DECODER -> weights(part, models.decoderType());
            case FEATURES, UPSAMPLER, CAMERA, MATTING -> weights(part, Dtype.F32);
        };
    }

    private long weights(Part part, Dtype type) { return type.bytes() * models.cache().facts(part).elements(); }
}
