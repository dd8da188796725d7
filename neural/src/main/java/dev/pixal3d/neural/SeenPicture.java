// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.Matting;
import dev.pixal3d.image.Preprocess;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.CameraPose;
import dev.pixal3d.model.PictureCamera;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.CameraMath;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.ViewCamera;
import dev.pixal3d.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A picture as the networks get it, and its camera.
 *
 * <p>
 * Reference: Pixal3D {@code inference.py} for one picture; for several {@code inference_mv.py}, whose cameras are
 * always given. Cameras at an object's sides are those of the example that it comes with: a field of view of 20
 * degrees, at a distance at which the object, with a tenth of margin round it, fills the cube.
 */
record SeenPicture(PreparedPicture picture, CameraEstimate estimate) {
    private static final double SIDE_ANGLE = Math.toRadians(20);
    private static final int SIDE_PIXELS = 512;

    /** Prepares the pictures of a request. Call on the compute thread. */
    static List<SeenPicture> of(List<RgbaImage> images, GenerateRequest request, ModelSource models,
            RunContext context) {
        try (TensorScope _ = TensorScope.open()) {
            Matting.Mode background = request.get(Parameters.BACKGROUND);
            List<ViewCamera> cameras = request.cameras();
            if (cameras.isEmpty()) {
                PreparedPicture picture = PreparedPicture.of(images.getFirst(), background, models, context);
                return List.of(new SeenPicture(picture, CameraEstimate.of(angle(request),
                        request.get(Parameters.MESH_SCALE), picture.image(), models, context)));
            }
            List<ViewCamera.Posed> posed = cameras.stream().filter(ViewCamera.Posed.class::isInstance)
                    .map(ViewCamera.Posed.class::cast).toList();
            return posed.isEmpty()
                    ? sides(images, cameras, request, models, context)
                    : posed(images, posed, request, models, context);
        }
    }

    /** The field of view that a request names, if it does. */
    static OptionalDouble angle(GenerateRequest request) {
        return request.find(Parameters.CAMERA_ANGLE_X).map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }

    private static List<SeenPicture> sides(List<RgbaImage> images, List<ViewCamera> cameras, GenerateRequest request,
            ModelSource models, RunContext context) {
        List<PreparedPicture> pictures = PreparedPicture.sides(images, request.get(Parameters.BACKGROUND), models,
                context);
        double angle = angle(request).orElse(SIDE_ANGLE);
        double scale = request.get(Parameters.MESH_SCALE);
        double distance = Preprocess.MARGIN * CameraMath.distance(angle, scale, 0, SIDE_PIXELS);
        List<SeenPicture> seen = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            double azimuth = cameras.get(i) instanceof ViewCamera.Side side ? side.azimuth() : 0;
            seen.add(new SeenPicture(pictures.get(i), new CameraEstimate(
                    new PictureCamera(angle, CameraPose.around(azimuth, distance), scale), "sides")));
        }
        return seen;
    }

    private static List<SeenPicture> posed(List<RgbaImage> images, List<ViewCamera.Posed> cameras,
            GenerateRequest request, ModelSource models, RunContext context) {
        List<PreparedPicture> pictures = PreparedPicture.whole(images, request.get(Parameters.BACKGROUND), models,
                context);
        CameraPose main = CameraPose.of(cameras.getFirst().cameraToWorld());
        List<SeenPicture> seen = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            ViewCamera.Posed camera = cameras.get(i);
            double given = camera.angleX().orElseGet(() -> request.get(Parameters.CAMERA_ANGLE_X));
            seen.add(new SeenPicture(pictures.get(i), new CameraEstimate(
                    new PictureCamera(squared(given, images.get(i)), CameraPose.of(camera.cameraToWorld())
                            .seenFrom(main), request.get(Parameters.MESH_SCALE)),
                    "request")));
        }
        return seen;
    }

    /** The field of view of a picture that got a border at its sides to be square. */
    private static double squared(double angle, RgbaImage image) {
        return image.height() <= image.width()
                ? angle
                : 2 * Math.atan(Math.tan(angle / 2) * image.height() / image.width());
    }

    PictureView view() { return new PictureView(picture.image(), estimate.camera()); }

    Camera camera() {
        return new Camera(estimate.camera().angleX(), estimate.camera().distance(), estimate.camera().meshScale());
    }

    Preparation preparation() {
        return new Preparation(picture.cutout(), camera(), estimate.source(), picture.matting(), picture.facts());
    }
}
