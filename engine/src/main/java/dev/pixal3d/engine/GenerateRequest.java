// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import java.util.OptionalDouble;

/**
 * A validated request with all defaults filled in. Made by {@link RequestReader}; ranges and meaning of the values are
 * in {@link Parameters}.
 *
 * @param imageUrl
 *            where the picture comes from (URL, data URI or, on the command line, a path); engines get the decoded
 *            picture beside the request and never open this
 * @param cameraAngleX
 *            horizontal field of view in radians; empty: the engine estimates it
 */
public record GenerateRequest(String imageUrl, int seed, int resolution, Sampling structure, Sampling shape,
        Sampling texture, double meshScale, int maxNumTokens, int decimationTarget, int textureSize, boolean remesh,
        OptionalDouble cameraAngleX, Background background, TextureFormat textureFormat, Front front,
        DecimationUnit decimationUnit, EngineChoice engine) {

    /** Sampler settings of one stage. */
    public record Sampling(double guidanceStrength, double guidanceRescale, int steps, double rescaleT) {}

    /** What to do with the picture's background. */
    public enum Background {
        AUTO, KEEP, REMOVE
    }

    /** How textures are stored in the GLB. */
    public enum TextureFormat {
        PNG, JPEG, WEBP
    }

    /** Which axis of the exported model the pictured side faces. */
    public enum Front {
        GLTF, REFERENCE
    }

    /** What {@code decimationTarget} counts. */
    public enum DecimationUnit {
        VERTICES, FACES
    }

    /** Which engine the request asks for. */
    public enum EngineChoice {
        AUTO, PIXAL3D, PREVIEW
    }
}
