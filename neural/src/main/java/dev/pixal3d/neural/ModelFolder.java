// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.ModelException;
import dev.pixal3d.torch.TorchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder with Pixal3D's weights, as published:
 *
 * <pre>
 * pipeline.json, ckpts/*.json, ckpts/*.safetensors    Pixal3D itself
 * pipeline_mv.json, ckpts/*_mv.*                      its flows for several pictures of one object
 * dinov3/config.json, dinov3/model.safetensors        picture features
 * naf/naf_release.pth                                 feature upsampler
 * moge/model.pt                                       field of view (a helper)
 * birefnet/model.safetensors                          background removal (a helper)
 * </pre>
 *
 * The names of the publishers' own folders are accepted as well. Without the helpers a run still works: it needs the
 * field of view or assumes one, and removes backgrounds without learned weights.
 */
public final class ModelFolder {
    private final Path folder;
    private final PictureCount pictures;

    /**
     * For runs with one picture.
     *
     * @param folder
     *            need not exist
     */
    public ModelFolder(Path folder) { this(folder, PictureCount.ONE); }

    ModelFolder(Path folder, PictureCount pictures) {
        this.folder = folder;
        this.pictures = pictures;
    }

    /** For runs with several pictures of one object. */
    public static ModelFolder ofSeveralPictures(Path folder) {
        return new ModelFolder(folder, PictureCount.SEVERAL);
    }

    PictureCount pictures() { return pictures; }

    Path path() { return folder; }

    /** Whether the file that names the networks is there. */
    public boolean isDescribed() {
        return Files.isRegularFile(pipelineFile());
    }

    private Path pipelineFile() { return folder.resolve(pictures.pipeline()); }

    private String remedy() {
        boolean all = pictures == PictureCount.SEVERAL && new ModelFolder(folder).missing().isPresent();
        return "Run: " + (all ? PictureCount.ONE.pull() + ", then " : "") + pictures.pull()
                + ", or see docs/neural.md for what belongs where.";
    }

    /** What a run needs, or can use, from the folder. */
    enum Part {
        STRUCTURE_FLOW(Flow.STRUCTURE.key(), NetworkKind.FLOW),
        SHAPE_FLOW(Flow.SHAPE.key(), NetworkKind.FLOW),
        DETAIL_FLOW(Flow.DETAIL.key(), NetworkKind.FLOW),
        TEXTURE_FLOW(Flow.TEXTURE.key(), NetworkKind.FLOW),
        STRUCTURE_DECODER("sparse_structure_decoder", NetworkKind.STRUCTURE_DECODER),
        SHAPE_DECODER("shape_slat_decoder", NetworkKind.LATENT_DECODER),
        TEXTURE_DECODER("tex_slat_decoder", NetworkKind.LATENT_DECODER),
        FEATURES("dinov3", NetworkKind.DINOV3),
        UPSAMPLER("naf", NetworkKind.NAF),
        CAMERA("moge", NetworkKind.MOGE),
        MATTING("birefnet", NetworkKind.BIREFNET);

        /** All, in the order of a run. */
        static final List<Part> OF_A_RUN = List.of(MATTING, CAMERA, FEATURES, UPSAMPLER, STRUCTURE_FLOW,
                STRUCTURE_DECODER, SHAPE_FLOW, DETAIL_FLOW, TEXTURE_FLOW, SHAPE_DECODER, TEXTURE_DECODER);

        private final String key;
        private final NetworkKind kind;

        Part(String key, NetworkKind kind) {
            this.key = key;
            this.kind = kind;
        }

        /** Its name in {@code pipeline.json}, or that of its folder. */
        String key() { return key; }

        NetworkKind kind() { return kind; }

        boolean isHelper() { return this == CAMERA || this == MATTING; }

        boolean isInPipeline() { return ordinal() < FEATURES.ordinal(); }

        /** Places of the weights, the recommended one first. */
        List<String> places() {
            return switch (this) {
                case FEATURES -> List.of("dinov3/model.safetensors",
                        "dinov3-vitl16-pretrain-lvd1689m/model.safetensors",
                        "facebook/dinov3-vitl16-pretrain-lvd1689m/model.safetensors");
                case UPSAMPLER -> List.of("naf/naf_release.pth", "naf/naf_release.safetensors",
                        "naf/model.safetensors", "naf_release.pth");
                case CAMERA -> List.of("moge/model.pt", "moge/model.safetensors", "moge-2-vitl/model.pt",
                        "Ruicheng/moge-2-vitl/model.pt");
                case MATTING -> List.of("birefnet/model.safetensors", "BiRefNet/model.safetensors",
                        "ZhengPeng7/BiRefNet/model.safetensors", "RMBG-2.0/model.safetensors");
                default -> List.of();
            };
        }
    }

    /**
     * Why the networks cannot run from this folder, in one line with the remedy; none when they can. Reads lists of
     * tensors, not weights.
     */
    public Optional<String> problem() {
        Optional<String> missing = missing();
        if (missing.isPresent()) return missing;
        try {
            for (Part part : Part.values()) {
                Optional<String> problem = find(part).flatMap(file -> problem(part, file));
                if (problem.isPresent()) return problem;
            }
            new PipelineJson(pictures.pipeline(), pipeline()).check();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Which file is not there, as {@link #problem} says it; none when only their contents can be at fault. */
    public Optional<String> missing() {
        if (!Files.isDirectory(folder)) return Optional.of(folder + ": no weights there yet. " + remedy());
        if (!isDescribed()) { return Optional.of(folder + ": has no " + pictures.pipeline() + ". " + remedy()); }
        try {
            for (Part part : Part.values()) if (!part.isHelper() && find(part).isEmpty()) {
                return Optional.of(folder + ": " + part.key() + " is missing (no " + expected(part) + "). " + remedy());
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> problem(Part part, Path file) {
        CheckpointReport report = CheckpointReport.of(file);
        if (report.kind().isPresent() && report.kind().get() != part.kind()) {
            return Optional.of(file + ": holds a " + report.kind().get().word() + " (allowed " + part.kind().word()
                    + "). Check which file is where.");
        }
        return report.problem();
    }

    /** Where a part's weights are; none when they are not there. */
    Optional<Path> find(Part part) {
        return places(part).stream().filter(Files::isRegularFile).findFirst();
    }

    /** A part's weights. */
    Path require(Part part) {
        return find(part).orElseThrow(() -> new ModelException(
                folder + ": " + part.key() + " is missing (no " + expected(part) + "). " + remedy()));
    }

    private List<Path> places(Part part) {
        if (!part.isInPipeline()) {
            return part.places().stream().map(folder::resolve).flatMap(ModelFolder::wholeOrInPieces).toList();
        }
        String stem = pipeline().child("models").text(part.key());
        Path root = folder.toAbsolutePath().normalize();
        if (Path.of(stem).isAbsolute() || !root.resolve(stem).normalize().startsWith(root)) {
            throw new ModelException(pipelineFile() + ": \"" + part.key()
                    + "\" leaves the folder (got " + stem + "). Use the published file.");
        }
        return wholeOrInPieces(folder.resolve(stem + ".safetensors")).toList();
    }

    /** The file, or the index of the files that it is published in. */
    private static Stream<Path> wholeOrInPieces(Path file) {
        return file.toString().endsWith(".safetensors")
                ? Stream.of(file, file.resolveSibling(file.getFileName() + ".index.json"))
                : Stream.of(file);
    }

    private String expected(Part part) { return folder.relativize(places(part).getFirst()).toString(); }

    /** The pipeline's configuration. */
    ConfigJson pipeline() {
        Path file = pipelineFile();
        try {
            return ConfigJson.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * What is known about a weights folder or a single checkpoint, as JSON values: what it is, complete or not and why,
     * element types, what is missing.
     *
     * @throws ProblemException
     *             naming file and reason, when a file is no usable checkpoint
     */
    public static Map<String, Object> inspect(Path path) {
        try {
            return Files.isDirectory(path) ? new ModelFolder(path).facts() : CheckpointReport.of(path).facts();
        } catch (TorchException | ModelException | UncheckedIOException e) {
            throw new ProblemException(Problem.unusable(String.valueOf(e.getMessage())), e);
        }
    }

    private Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (pictures == PictureCount.ONE) facts.put("kind", "weights folder");
        Optional<String> problem = problem();
        facts.put("complete", problem.isEmpty());
        problem.ifPresent(p -> facts.put("problem", p));
        List<Object> parts = new ArrayList<>();
        boolean described = isDescribed();
        for (Part part : Part.values()) {
            if (part.isInPipeline() && !described) continue;
            // the other networks are those of the folder itself
            if (pictures == PictureCount.SEVERAL && part.kind() != NetworkKind.FLOW) continue;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("part", part.key());
            Optional<Path> file = find(part);
            if (file.isPresent()) {
                entry.put("file", folder.relativize(file.get()).toString());
                entry.putAll(examined(file.get()));
                entry.remove("kind");
            } else {
                entry.put("complete", false);
                entry.put("problem",
                        "no " + expected(part) + (part.isHelper() ? " (a helper: runs work without)" : ""));
            }
            parts.add(entry);
        }
        facts.put("parts", parts);
        if (pictures == PictureCount.ONE) {
            ModelFolder several = ofSeveralPictures(folder);
            if (several.isDescribed()) facts.put("several_pictures", several.facts());
        }
        return facts;
    }

    private static Map<String, Object> examined(Path file) {
        try {
            return CheckpointReport.of(file).facts();
        } catch (RuntimeException e) {
            return Map.of("complete", false, "problem", String.valueOf(e.getMessage()));
        }
    }
}
