// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.engine.GenerateRequest.DecimationUnit;
import dev.pixal3d.engine.GenerateRequest.Finish;
import dev.pixal3d.engine.GenerateRequest.Front;
import dev.pixal3d.engine.GenerateRequest.TextureFormat;

/**
 * What the export does with a decoded asset; ranges and meaning are in {@link Parameters}.
 */
public record ExportOptions(int decimationTarget, DecimationUnit decimationUnit, int textureSize, boolean remesh,
        TextureFormat textureFormat, Front front, Finish finish) {
    /** The part of a request that the export needs. */
    public static ExportOptions of(GenerateRequest request) {
        return new ExportOptions(request.decimationTarget(), request.decimationUnit(), request.textureSize(),
                request.remesh(), request.textureFormat(), request.front(), request.finish());
    }

    /** The same with another target; the API begins at 5,000, the export itself at 1,000. */
    public ExportOptions withDecimationTarget(int target) {
        return new ExportOptions(target, decimationUnit, textureSize, remesh, textureFormat, front, finish);
    }
}
