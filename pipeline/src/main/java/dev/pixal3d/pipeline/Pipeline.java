// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.pipeline.engine.EngineProvider;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * From pictures of an object to a model: the engine that the request asks for decodes, the export does the rest. The
 * only way there is, for the command line, workers, quality reports and benchmarks. Engines stay open between runs; for
 * one run at a time.
 */
public final class Pipeline implements AutoCloseable {
    /** Share of a whole run that is over when the export begins. */
    private static final double DECODED = 0.3;

    private final Engines engines;

    /**
     * @param engines
     *            closed with this
     */
    public Pipeline(Engines engines) { this.engines = engines; }

    /**
     * Makes a model in the request's format.
     *
     * @param pictures
     *            those that the request names, in its order
     * @throws dev.pixal3d.core.ProblemException
     *             when the picture, the request or the machine does not allow it
     * @throws java.util.concurrent.CancellationException
     *             when the run was cancelled
     */
    public Artifact generate(List<RgbaImage> pictures, GenerateRequest request, RunContext context) {
        return generate(pictures, request, List.of(Artifact.writer(request)), _ -> {}, context);
    }

    /**
     * As {@link #generate(List, GenerateRequest, RunContext)}, in formats of the caller's choice.
     *
     * @param writers
     *            of the formats that the artifact will be written in
     * @param decoded
     *            gets the decoded volume before the export begins
     */
    public Artifact generate(List<RgbaImage> pictures, GenerateRequest request, List<ModelWriter> writers,
            Consumer<DecodedAsset> decoded, RunContext context) {
        Engines.Ready ready = engines.ready(request.get(Parameters.ENGINE), pictures.size(), context);
        sayUnused(ready.provider(), request, writers, context);
        DecodedAsset asset = ready.engine().decode(pictures, request, context.part(0, DECODED));
        decoded.accept(asset);
        boolean textured = writers.stream().anyMatch(ModelWriter::textured);
        return new Artifact(request, asset,
                Exporter.model(asset, request.settings(), textured, context.part(DECODED, 1)), writers);
    }

    /** What the engine that a request asks for would make a model of; nothing is decoded. */
    public Preparation prepare(RgbaImage picture, GenerateRequest request, RunContext context) {
        return engines.ready(request.get(Parameters.ENGINE), 1, context).engine().prepare(picture, request, context);
    }

    /** Memory of the accelerator that an open engine computes on; any thread may ask. */
    public Optional<DeviceMemory> deviceMemory() {
        return engines.deviceMemory();
    }

    /** Says once, and all together, what was asked for and will not show in the model. */
    private static void sayUnused(EngineProvider provider, GenerateRequest request, List<ModelWriter> writers,
            RunContext context) {
        List<Parameter<?>> unused = new ArrayList<>(request.settings().changed(provider.unused()));
        Exporter.unused(request.settings(), writers).stream().filter(p -> !unused.contains(p)).forEach(unused::add);
        if (unused.isEmpty()) return;
        context.info(provider.id() + ": has no use for "
                + unused.stream().map(Parameter::name).collect(Collectors.joining(", ")) + "; ignored");
    }

    @Override
    public void close() { engines.close(); }
}
