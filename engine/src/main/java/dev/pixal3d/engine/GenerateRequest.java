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
        DecimationUnit decimationUnit, Finish finish, ShapePrior shapePrior, EngineChoice engine) {

    /** Sampler settings of one stage. */
    public record Sampling(double guidanceStrength, double guidanceRescale, int steps, double rescaleT) {}

    /**
     * What the exported file has beside shape and colour.
     *
     * @param normalMap
     *            whether detail goes to a normal map; decided by {@link #normalMapHelps} when a request does not say
     */
    public record Finish(boolean normalMap, boolean occlusionMap, AlphaMode alphaMode, Compression compression,
            RemeshMode remeshMode) {
        /** Nothing. */
        public static final Finish PLAIN = new Finish(false, false, AlphaMode.OPAQUE, Compression.NONE,
                RemeshMode.HULL);

        /** Faces up to which a normal map is made when a request does not say. */
        private static final int NORMAL_MAP_FACES = 100_000;

        /**
         * Whether a normal map is worth its bytes at a target. Measured against the full surface from eight sides
         * (procedural object at 512, 2048 textures): the mean error of the shaded normals falls from 0.82 to 0.32 degrees
         * at 20,000 faces, but only from 0.29 to 0.28 at 200,000, where the file grows by a third. The limit lies between.
         */
        public static boolean normalMapHelps(int decimationTarget, DecimationUnit unit) {
            int faces = unit == DecimationUnit.FACES ? decimationTarget : Math.multiplyExact(2, decimationTarget);
            return faces <= NORMAL_MAP_FACES;
        }
    }

    /** What transparency of the surface does. */
    public enum AlphaMode {
        OPAQUE, MASK, BLEND
    }

    /** How geometry is stored in the GLB. */
    public enum Compression {
        NONE, QUANTIZE, MESHOPT
    }

    /** How remeshing rebuilds the surface. */
    public enum RemeshMode {
        HULL, REFERENCE
    }

    /** What to do with the picture's background. */
    public enum Background {
        AUTO, KEEP, REMOVE
    }

    /** How textures are stored in the GLB. */
    public enum TextureFormat {
        PNG, JPEG, WEBP, WEBP_WITH_FALLBACK
    }

    /** Which axis of the exported model the pictured side faces. */
    public enum Front {
        GLTF, REFERENCE
    }

    /** What {@code decimationTarget} counts. */
    public enum DecimationUnit {
        VERTICES, FACES
    }

    /** How the preview engine invents depth. */
    public enum ShapePrior {
        AUTO, LEARNED, INFLATE
    }

    /** Which engine the request asks for. */
    public enum EngineChoice {
        AUTO, PIXAL3D, PREVIEW
    }
}
