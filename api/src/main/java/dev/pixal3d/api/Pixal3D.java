// SPDX-License-Identifier: MIT
package dev.pixal3d.api;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.image.InputPicture;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.EngineOption;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Makes models of pictures.
 *
 * <pre>{@code
 * try (Pixal3D pixal3d = Pixal3D.open()) {
 *     pixal3d.generate(Path.of("chair.png")).write(Path.of("chair.glb"));
 * }
 * }</pre>
 *
 * <p>
 * An engine that was opened stays open until {@link #close}. Thread-safe; runs wait for each other, because each of
 * them uses all of the threads. Interrupting the thread of a run cancels it with a
 * {@link java.util.concurrent.CancellationException}.
 *
 * @since 0.1
 */
public final class Pixal3D implements AutoCloseable {
    private final Parallel parallel;
    private final Pipeline pipeline;

    private Pixal3D(Parallel parallel, Pipeline pipeline) {
        this.parallel = parallel;
        this.pipeline = pipeline;
    }

    /** With the engines on the class path, their default settings and all of the machine's threads. */
    public static Pixal3D open() {
        return open(Map.of());
    }

    /**
     * As {@link #open()}, with settings of the engines.
     *
     * @param options
     *            by name, as the command line has them without dashes: {@code weights}, {@code device}, ...
     * @throws dev.pixal3d.core.ProblemException
     *             when one of them is not known or its value is not allowed
     */
    public static Pixal3D open(Map<String, String> options) {
        EngineOptions chosen = EngineOptions.NONE;
        for (Map.Entry<String, String> option : options.entrySet()) {
            chosen = chosen.with(known(option.getKey()), option.getValue());
        }
        return new Pixal3D(Parallel.allCores(), new Pipeline(new Engines(Engines.checked(chosen))));
    }

    private static EngineOption known(String name) {
        List<EngineOption> all = Engines.settings();
        return all.stream().filter(o -> o.name().equals(name)).findFirst().orElseThrow(() -> Problem.usage(
                "options: none of that name (got " + name + ", allowed " + all.stream().map(EngineOption::name).toList()
                        + "). Correct it, or add the engine's module.")
                .exception());
    }

    /**
     * Makes a model with the default parameters.
     *
     * @param picture
     *            a file in any format that is read
     * @throws IOException
     *             when the file cannot be read
     * @throws dev.pixal3d.core.ProblemException
     *             when the picture or the machine does not allow it; its message says what to do
     */
    public Model generate(Path picture) throws IOException { return generate(picture, Map.of()); }

    /**
     * As {@link #generate(Path)}.
     *
     * @param parameters
     *            by the names of the HTTP API, e.g. {@code "decimation_target", 50000}; numbers, texts or booleans
     */
    public Model generate(Path picture, Map<String, ?> parameters) throws IOException {
        return generate(Files.readAllBytes(picture), picture.toString(), parameters, _ -> {});
    }

    /**
     * As {@link #generate(Path)}, from memory.
     *
     * @param name
     *            of the picture; the model's parts are called so
     * @param listener
     *            hears how far the run is; called often, from several threads
     */
    public Model generate(byte[] picture, String name, Map<String, ?> parameters, Consumer<RunEvent> listener) {
        Map<String, Object> json = new LinkedHashMap<>(parameters);
        json.put(Parameters.PICTURE.name(), name);
        return made(List.of(picture), json, listener);
    }

    /**
     * Makes one model of several pictures of an object. The pixal3d engine takes them when its weights for several
     * pictures are there.
     *
     * @param pictures
     *            files in any format that is read, the object's front first; 2 to 16
     * @param parameters
     *            as above; {@code cameras} is a list of {@code front}, {@code right}, {@code back} and {@code left}, or
     *            of maps as in the HTTP API. When absent: front, right, back, left in this order
     * @param listener
     *            hears how far the run is; called often, from several threads
     * @throws IOException
     *             when a file cannot be read
     */
    public Model generate(List<Path> pictures, Map<String, ?> parameters, Consumer<RunEvent> listener)
            throws IOException {
        Map<String, Object> json = new LinkedHashMap<>(parameters);
        json.put(Parameters.PICTURES.name(), pictures.stream().map(Path::toString).toList());
        List<byte[]> files = new ArrayList<>();
        for (Path picture : pictures) files.add(Files.readAllBytes(picture));
        return made(files, json, listener);
    }

    private Model made(List<byte[]> pictures, Map<String, Object> json, Consumer<RunEvent> listener) {
        GenerateRequest request = RequestReader.read(json, new Random());
        synchronized (pipeline) {
            RunContext context = RunContext.of(parallel, listener);
            List<RgbaImage> images = new ArrayList<>();
            for (byte[] picture : pictures) {
                InputPicture decoded = InputPicture.decode(picture);
                decoded.remarks().forEach(context::warn);
                images.add(decoded.image());
            }
            Artifact artifact = pipeline.generate(images, request, ModelWriters.ALL, _ -> {}, context);
            return new Model(artifact, parallel);
        }
    }

    /** Frees what the engines hold and ends the threads; models that were made can no longer be written. */
    @Override
    public void close() {
        synchronized (pipeline) {
            pipeline.close();
            parallel.close();
        }
    }
}
