// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import dev.pixal3d.image.CutoutFacts;
import dev.pixal3d.image.RgbaImage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an engine makes of a picture before it decodes it, cheap enough to be looked at first: the object cut out, and
 * the camera that it was seen with.
 *
 * @param cutout
 *            the picture as that camera sees it: square, its background transparent
 * @param cameraFrom
 *            how the camera was found: {@code request}, {@code default}, or the name of what estimated it
 * @param matting
 *            how the object was told from the background, in one lower-case word
 * @param facts
 *            of the object in the picture as it came
 */
public record Preparation(RgbaImage cutout, Camera camera, String cameraFrom, String matting, CutoutFacts facts) {
    /** All but the picture, as JSON values; a model's provenance says the same. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("camera_angle_x", camera.angleX());
        json.put("distance", camera.distance());
        json.put("mesh_scale", camera.meshScale());
        json.put("camera_from", cameraFrom);
        json.put("matting", matting);
        json.put("cutout", facts.json());
        return json;
    }
}
