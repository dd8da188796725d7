// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.ClosedSurface;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.Engine;
import dev.pixal3d.pipeline.engine.FirstSurface;
import dev.pixal3d.pipeline.engine.PictureHelpers;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.ShapePriorChoice;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.image.CutoutFacts;
import dev.pixal3d.image.Matting;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.preview.guess.GuessNetwork;
import dev.pixal3d.preview.guess.Guesser;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes a textured, closed model from one picture without any learned weights, in seconds: exact from the picture's own
 * view, invented elsewhere. The outline is inflated, brightness adds relief, a blur of the front covers the back. Its
 * result has the same form as the neural engine's, so everything around it can be tried before gigabytes of
 * weights are there.
 *
 * <p>
 * Measured on 16 cut-outs of objects at resolution 1024: silhouettes from the picture's camera overlap by 0.997 on
 * average (0.989 at least), colours inside them agree to 40 dB on average (32 at least, a lattice), every mesh is a
 * closed manifold; 4.5 s of processor time in a fresh JVM, 1.8 s in a warm one.
 *
 * <p>
 * Known limits: depth is invented, so overlapping limbs are one blob, concave scenes come out convex and flat things
 * too thick; seen from the side an object is a symmetric spindle with streaks along its rim. Brightness is taken for
 * depth, so prints and cast shadows leave a relief. Light stays baked in the colours, glass is opaque. A disc becomes a
 * ball, an exact rectangle a card.
 *
 * <p>
 * Holds no state; may be used from several threads.
 */
public final class PreviewEngine implements Engine {
    /** Field of view when the request names none: far enough for side views not to look like a wedge. */
    public static final double DEFAULT_ANGLE = 0.35;

    private static final int PREPARED_SIDE = 512;
    /** Fields of view that are taken from a learned look at the picture. */
    private static final double NARROWEST = 0.1, WIDEST = 1.2;

    private final Supplier<? extends Guesser> guesser;
    private final PictureHelpers helpers;

    /** With the network that ships. */
    public PreviewEngine() { this(GuessNetwork::shipped, PictureHelpers.NONE); }

    /**
     * With another source of guesses.
     *
     * @param guesser
     *            asked for when a request first wants one
     * @param helpers
     *            closed with this
     */
    public PreviewEngine(Supplier<? extends Guesser> guesser, PictureHelpers helpers) {
        this.guesser = guesser;
        this.helpers = helpers;
    }

    /** The picture without its background, and who removed it. */
    private record Cut(RgbaImage image, String matting) {}

    /**
     * @throws IllegalArgumentException
     *             for several pictures, which {@link PreviewProvider#problem} refuses in words
     */
    @Override
    public DecodedAsset decode(List<RgbaImage> images, GenerateRequest request, RunContext context) {
        if (images.size() != 1) throw new IllegalArgumentException("preview: one picture (got " + images.size() + ")");
        Cut cut = cut(images.getFirst(), request, context);
        Optional<FirstSurface> surface = surface(cut, request, context);
        Camera camera = camera(request, surface);
        Projection.Straight projection = new Projection.Straight(camera.distance());
        int resolution = request.get(Parameters.RESOLUTION);
        int size = resolution / 2;
        SolidModel model = SolidModel.of(cut.image(), size, projection,
                guesser(request.get(Parameters.SHAPE_PRIOR), surface), context);
        String depth = !model.guessed() ? "inflation" : surface.isPresent() ? "moge" : "network";
        context.info(
                "preview: no Pixal3D network ran; matting %s, outline %s, depth %s; what the picture hides is guessed"
                        .formatted(cut.matting(), model.prior().word(), depth));
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("engine", PreviewProvider.ID);
        provenance.put("neural", false);
        provenance.put("seed", request.seed());
        provenance.put("resolution", resolution);
        provenance.put("camera_angle_x", camera.angleX());
        provenance.put("distance", camera.distance());
        provenance.put("camera_source", cameraSource(request, surface));
        provenance.put("prior", model.prior().word());
        provenance.put("shape_prior", model.guessed() ? "learned" : "inflate");
        provenance.put("depth", depth);
        provenance.put("matting", cut.matting());
        provenance.put("cutout", CutoutFacts.of(cut.image()).json());
        provenance.put("note", "back and depth are guessed");
        return new DecodedAsset(once(() -> model.voxels(resolution, context.parallel())),
                Optional.of(new ClosedSurface(model.mesh(), size)), model.colour(), Optional.of(camera),
                Optional.of(model.cutout().image()), provenance);
    }

    @Override
    public Preparation prepare(RgbaImage image, GenerateRequest request, RunContext context) {
        Cut cut = cut(image, request, context);
        context.at("cut out", 0.8);
        Optional<FirstSurface> surface = surface(cut, request, context);
        return new Preparation(Cutout.of(cut.image(), PREPARED_SIDE, context.parallel()).image(),
                camera(request, surface), cameraSource(request, surface), cut.matting(), CutoutFacts.of(cut.image()));
    }

    /** By the picture's own transparency, else by a learned network, else by {@link Matting}. */
    private Cut cut(RgbaImage image, GenerateRequest request, RunContext context) {
        context.at("matte", 0);
        Matting.Mode mode = request.get(Parameters.BACKGROUND);
        boolean opaque = mode == Matting.Mode.REMOVE || mode == Matting.Mode.AUTO && !Matting.hasTransparency(image);
        Optional<RgbaImage> learned = opaque ? helpers.cutOut(image, context) : Optional.empty();
        return learned.map(picture -> new Cut(picture, "birefnet")).orElseGet(() -> {
            Matting.Result matte = Matting.apply(image, mode, context);
            return new Cut(matte.image(), matte.method().name().toLowerCase(Locale.ROOT));
        });
    }

    private Optional<FirstSurface> surface(Cut cut, GenerateRequest request, RunContext context) {
        return request.get(Parameters.SHAPE_PRIOR) == ShapePriorChoice.INFLATE
                ? Optional.empty()
                : helpers.firstSurface(Cutout.of(cut.image(), PREPARED_SIDE, context.parallel()).image(), context);
    }

    private static Camera camera(GenerateRequest request, Optional<FirstSurface> surface) {
        double seen = surface.map(s -> Math.clamp(s.angle(), NARROWEST, WIDEST)).orElse(DEFAULT_ANGLE);
        return Camera.fillingPlane(request.find(Parameters.CAMERA_ANGLE_X).orElse(seen));
    }

    private static String cameraSource(GenerateRequest request, Optional<FirstSurface> surface) {
        if (request.find(Parameters.CAMERA_ANGLE_X).isPresent()) return "request";
        return surface.isPresent() ? "moge" : "default";
    }

    private Optional<Guesser> guesser(ShapePriorChoice choice, Optional<FirstSurface> surface) {
        return switch (choice) {
            case LEARNED, AUTO -> Optional.of(surface.isPresent() ? behind(surface.get()) : guesser.get());
            case INFLATE -> Optional.empty();
        };
    }

    private Guesser behind(FirstSurface surface) { return new MeasuredSurface(surface, guesser.get()); }

    @Override
    public void close() { helpers.close(); }

    private static Supplier<OVoxel> once(Supplier<OVoxel> supplier) {
        return new Supplier<>() {
            private Optional<OVoxel> value = Optional.empty();

            @Override
            public synchronized OVoxel get() {
                if (value.isEmpty()) value = Optional.of(supplier.get());
                return value.get();
            }
        };
    }
}
