// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.neural.GpuLibraries;
import java.util.Map;

/** Says, where workers are started, which libtorch they will load: without one they make previews, and say so late. */
final class ChosenLibtorch {
    private ChosenLibtorch() {}

    /** Loads nothing into this process. */
    static void say(Console console, GpuLibraries folder, Map<String, String> environment) {
        try {
            folder.torchFolder(environment)
                    .ifPresent(found -> console.say("pixal3d: the networks run on the PyTorch in " + found));
        } catch (ProblemException e) {
            console.warn("pixal3d: the networks cannot run: " + e.getMessage());
        }
    }
}
