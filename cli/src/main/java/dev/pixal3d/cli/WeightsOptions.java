// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.neural.NeuralOptions;
import dev.pixal3d.weights.Manifest;
import dev.pixal3d.weights.WeightsFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which weights, where: common to the commands that pull, check, list and remove them. */
final class WeightsOptions {
    @Option(names = "--weights", paramLabel = "FOLDER",
            description = "The weights folder. Default: $PIXAL3D_WEIGHTS or ~/.pixal3d/weights.")
    private Path weights = NeuralOptions.defaultWeights();

    @Option(names = "--only", split = ",", paramLabel = "NAME",
            description = "Parts, e.g. moge,birefnet; may be repeated. Default: every part that runs need or are "
                    + "better with; not pixal3d-views, for several pictures of one object. pixal3d weights list shows "
                    + "the names.")
    private List<String> only = List.of();

    @Option(names = "--manifest", paramLabel = "FILE",
            description = "Another list of files than the program's own, in the same form.")
    private Optional<Path> manifest = Optional.empty();

    /** A folder, or nothing yet. */
    Path folder() {
        if (Files.exists(weights) && !Files.isDirectory(weights)) {
            throw Problem
                    .usage("--weights: it is a file (got " + weights + "). Name the folder that the weights are in, "
                            + "or are pulled into.")
                    .exception();
        }
        return weights;
    }

    Manifest manifest() throws IOException {
        return manifest.isPresent() ? Manifest.read(manifest.get()) : Manifest.published();
    }

    List<Manifest.Part> parts() throws IOException { return manifest().choose(only); }

    /** The parts to look at: those that were chosen, else those of every run and what else of the list is there. */
    List<Manifest.Part> expected(WeightsFolder folder) throws IOException {
        if (isChosen()) return parts();
        List<Manifest.Part> expected = new ArrayList<>(parts());
        for (Manifest.Part part : manifest().parts()) {
            if (part.use() == Manifest.Use.OPTIONAL
                    && folder.list(part).stream().anyMatch(s -> s.state() != WeightsFolder.State.MISSING)) {
                expected.add(part);
            }
        }
        return expected;
    }

    boolean isChosen() { return !only.isEmpty(); }
}
