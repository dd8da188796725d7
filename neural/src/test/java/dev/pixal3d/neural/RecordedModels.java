// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.DinoV3;
import dev.pixal3d.model.DinoV3Config;
import dev.pixal3d.model.FlowConfig;
import dev.pixal3d.model.FlowTransformer;
import dev.pixal3d.model.FlowWeights;
import dev.pixal3d.model.Naf;
import dev.pixal3d.model.NafConfig;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The networks of a recorded run of the reference: small flows in the case's folder, feature extractors in folders
 * beside it, and the toy decoders that the recording used.
 */
record RecordedModels(Path folder, ConfigJson config, FlowWeights kept) implements LatentModels {
    private static final int[][] TOY_CHILDREN = {{0, 0, 0}, {8, 8, 8}, {15, 3, 9}};
    private static final int TOY_SCALE = 4;

    static RecordedModels of(Path folder) { return of(folder, FlowWeights.WHOLE); }

    static RecordedModels of(Path folder, FlowWeights kept) {
        return new RecordedModels(folder, config(folder.resolve("model.json")), kept);
    }

    private static ConfigJson config(Path file) {
        try {
            return ConfigJson.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Weights weights(Path file) {
        try {
            return Weights.open(file).on(Golden.DEVICE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String prefix(Flow flow) {
        return switch (flow) {
            case STRUCTURE -> "ss";
            case SHAPE -> "s512";
            case DETAIL -> "s1024";
            case TEXTURE -> "t1024";
        };
    }

    private Normalisation normalisation(String key) {
        ConfigJson json = config.child(key);
        return new Normalisation(json.numbers("mean", List.of()), json.numbers("std", List.of()));
    }

    @Override
    public Device device() { return Golden.DEVICE; }

    @Override
    public Normalisation shapeNormalisation() { return normalisation("shape_slat_normalization"); }

    @Override
    public Normalisation textureNormalisation() { return normalisation("tex_slat_normalization"); }

    @Override
    public Loaded<DinoV3> features() {
        Path dino = beside("dinov3", "hidden_size", config(Flow.STRUCTURE).condChannels());
        Weights weights = weights(dino.resolve("model.safetensors"));
        return new Loaded<>(new DinoV3(DinoV3Config.read(config(dino.resolve("model.json"))), weights),
                weights::close);
    }

    @Override
    public Loaded<Naf> upsampledFeatures() {
        Path naf = beside("naf", "dim", -1);
        Weights weights = weights(naf.resolve("model.safetensors"));
        return new Loaded<>(new Naf(NafConfig.read(config(naf.resolve("model.json"))), weights), weights::close);
    }

    /** The first case of that kind beside this one; with several, one whose configuration has that value. */
    private Path beside(String kind, String key, int value) {
        try (Stream<Path> folders = Files.list(folder.resolveSibling(""))) {
            List<Path> found = folders.filter(p -> p.getFileName().toString().startsWith(kind)).sorted().toList();
            return found.stream().filter(p -> config(p.resolve("model.json")).integer(key, -1) == value).findFirst()
                    .orElse(found.getFirst());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FlowConfig config(Flow flow) { return FlowConfig.read(config.child("flows").entry(prefix(flow))); }

    @Override
    public Loaded<FlowTransformer> flow(Flow flow) {
        Weights weights = weights(folder.resolve("model.safetensors"));
        return new Loaded<>(new FlowTransformer(config(flow), weights.at(prefix(flow)), Dtype.F32, kept),
                weights::close);
    }

    /** Channel 0 enlarged by repetition, less a threshold. */
    @Override
    public Loaded<StructureDecoder> structureDecoder() {
        double threshold = config.number("tau", 0);
        StructureDecoder decoder = (latent, _) -> {
            Tensor x = latent.narrow(1, 0, 1);
            for (int axis = 2; axis < 5; axis++) x = x.repeatInterleave(TOY_SCALE, axis);
            return x.sub(threshold);
        };
        return new Loaded<>(decoder, () -> {});
    }

    @Override
    public long decodingBytes(int tokens) { return 0; }

    /** Three fixed children of each token. */
    @Override
    public Loaded<VoxelUpsampler> voxelUpsampler() {
        VoxelUpsampler upsampler = (coords, _, _) -> {
            int[] coarse = LatentPipeline.unbatched(coords);
            int[] fine = new int[coarse.length * TOY_CHILDREN.length];
            for (int i = 0; i < fine.length; i++) {
                int token = i / 3 / TOY_CHILDREN.length;
                fine[i] = LatentPipeline.UPSAMPLING * coarse[3 * token + i % 3]
                        + TOY_CHILDREN[i / 3 % TOY_CHILDREN.length][i % 3];
            }
            return LatentPipeline.batched(fine);
        };
        return new Loaded<>(upsampler, () -> {});
    }
}
