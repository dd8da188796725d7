// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.BiRefNet;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.DinoV3;
import dev.pixal3d.model.DinoV3Config;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.ModelException;
import dev.pixal3d.model.Moge;
import dev.pixal3d.model.MogeConfig;
import dev.pixal3d.model.Naf;
import dev.pixal3d.model.NafConfig;
import dev.pixal3d.model.SlatDecoder;
import dev.pixal3d.model.SlatDecoderConfig;
import dev.pixal3d.model.SlatShortcuts;
import dev.pixal3d.model.SparseStructureDecoder;
import dev.pixal3d.model.SparseStructureDecoderConfig;
import dev.pixal3d.neural.ModelFolder.Part;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The networks of a {@link ModelFolder}, strictly: a file with a missing, superfluous or misshapen tensor is refused
 * with its name and the tensor's.
 *
 * @param plan
 *            what fits, and the type of the flows' inner layers; unless this is F32, the decoders' are half precision
 *            on an accelerator, as published
 */
record ModelLoader(ModelCache cache, Device device, MemoryPlan plan) implements ModelSource {
    /** Nothing stays loaded. */
    ModelLoader(ModelFolder folder, Device device, MemoryPlan plan) {
        this(new ModelCache(folder), device, plan);
    }

    private <T> Loaded<T> load(Part part, Class<T> kind, BiFunction<Optional<ConfigJson>, Weights, T> network) {
        return cache.take(part, plan.form(), footprint().weights(part), kind, () -> open(part, network));
    }

    private <T> Loaded<T> open(Part part, BiFunction<Optional<ConfigJson>, Weights, T> network) {
        Path file = cache.require(part);
        Optional<ConfigJson> json = cache.facts(part).json();
        if (json.isEmpty() && part.kind().needsConfig()) {
            throw new ModelException(file + ": has no JSON beside it. Download it too.");
        }
        Weights weights = null;
        try {
            weights = CheckpointReport.open(cache.require(part, plan.form())).on(device);
            T built = built(network, json, weights);
            weights.requireAllUsed();
            return new Loaded<>(built, weights::close);
        } catch (IOException e) {
            if (weights != null) weights.close();
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        } catch (RuntimeException e) {
            if (weights != null) weights.close();
            throw e;
        }
    }

    /** What a network derives from its weights lives and ends with them. */
    private static <T> T built(BiFunction<Optional<ConfigJson>, Weights, T> network, Optional<ConfigJson> json,
            Weights weights) {
        try (TensorScope scope = TensorScope.open()) {
            T built = network.apply(json, weights);
            scope.releaseAll().forEach(weights::own);
            return built;
        }
    }

    /** Half precision has no fast path on a CPU, and bf16 would move voxels. */
    Dtype decoderType() {
        return plan.torso() == Dtype.F32 || device.isCpu() ? Dtype.F32 : Dtype.F16;
    }

    @Override
    public Normalisation shapeNormalisation() { return cache.pipeline().normalisation("shape_slat_normalization"); }

    @Override
    public Normalisation textureNormalisation() { return cache.pipeline().normalisation("tex_slat_normalization"); }

    @Override
    public Loaded<DinoV3> features() {
        return load(Part.FEATURES, DinoV3.class,
                (json, weights) -> new DinoV3(DinoV3Config.read(json.orElseThrow()), weights));
    }

    @Override
    public Loaded<Naf> upsampledFeatures() {
        return load(Part.UPSAMPLER, Naf.class,
                (json, weights) -> new Naf(json.map(NafConfig::read).orElse(NafConfig.PUBLISHED), weights));
    }

    private static Part part(Flow flow) {
        return switch (flow) {
            case STRUCTURE -> Part.STRUCTURE_FLOW;
            case SHAPE -> Part.SHAPE_FLOW;
            case DETAIL -> Part.DETAIL_FLOW;
            case TEXTURE -> Part.TEXTURE_FLOW;
        };
    }

    @Override
    public FlowConfig config(Flow flow) { return FlowConfig.read(cache.config(part(flow))); }

    @Override
    public Loaded<FlowTransformer> flow(Flow flow) {
        return load(part(flow), FlowTransformer.class,
                (json, weights) -> new FlowTransformer(FlowConfig.read(json.orElseThrow()), weights,
                        plan.torso(), plan.kept()));
    }

    @Override
    public Loaded<StructureDecoder> structureDecoder() {
        return load(Part.STRUCTURE_DECODER, StructureDecoder.class, (json, weights) -> new SparseStructureDecoder(
                SparseStructureDecoderConfig.read(json.orElseThrow()), weights, decoderType())::forward);
    }

    @Override
    public Loaded<SlatDecoder> shapeDecoder() { return decoder(Part.SHAPE_DECODER); }

    @Override
    public Loaded<SlatDecoder> textureDecoder() { return decoder(Part.TEXTURE_DECODER); }

    private Loaded<SlatDecoder> decoder(Part part) {
        return load(part, SlatDecoder.class,
                (json, weights) -> new SlatDecoder(SlatDecoderConfig.read(json.orElseThrow()), weights,
                        decoderType(), plan.operation(), SlatShortcuts.ALL));
    }

    @Override
    public long decodingBytes(int tokens) {
        return Math.max(footprint().decoder(Part.SHAPE_DECODER, tokens),
                footprint().decoder(Part.TEXTURE_DECODER, tokens));
    }

    Footprint footprint() { return new Footprint(this); }

    /**
     * Refuses, before a run begins, whatever of it cannot fit.
     *
     * @param matting
     *            whether the picture's background has to be removed
     * @param camera
     *            whether the field of view has to be found
     * @throws dev.pixal3d.core.ProblemException
     *             MEMORY, naming the stage and the remedy
     */
    void requireMemory(boolean matting, boolean camera) {
        if (matting) requireMattingMemory();
        if (camera) requireCameraMemory();
        for (Flow flow : Flow.values()) {
            plan.require(Stage.FEATURES, "DINOv3 needs", footprint().features(flow.side()), "Raise");
            if (flow.target() > 0) {
                plan.require(Stage.FEATURES, "NAF needs", footprint().upsampler(flow.side(), flow.target()), "Raise");
            }
        }
        plan.require(Stage.STRUCTURE, "the sparse-structure decoder needs", footprint().structureDecoder(), "Raise");
        plan.require(Stage.DECODE, "the decoders need", decodingBytes(1), "Raise");
    }

    void requireMattingMemory() {
        if (cache.find(Part.MATTING).isEmpty()) return;
        plan.require(Stage.MATTE, "BiRefNet needs", footprint().matting(),
                "Send a picture with a transparent background, or raise");
    }

    void requireCameraMemory() {
        if (cache.find(Part.CAMERA).isEmpty()) return;
        plan.require(Stage.CAMERA, "MoGe-2 needs", footprint().camera(), "Set camera_angle_x, or raise");
    }

    @Override
    public Optional<Loaded<Moge>> camera() {
        return cache.find(Part.CAMERA).map(_ -> load(Part.CAMERA, Moge.class,
                (json, weights) -> new Moge(json.map(MogeConfig::read).orElse(MogeConfig.PUBLISHED), weights)));
    }

    @Override
    public Optional<Loaded<BiRefNet>> matting() {
        return cache.find(Part.MATTING)
                .map(_ -> load(Part.MATTING, BiRefNet.class, (_, weights) -> new BiRefNet(weights)));
    }
}
