// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.JobRunner;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a worker does with a request: read it as its endpoint's parameters say and let the endpoint work on it. No path
 * of this machine gets into what the request's owner reads.
 */
public final class EndpointRunner implements JobRunner {
    private final Endpoints endpoints;
    private final WorkerTools tools;

    public EndpointRunner(Endpoints endpoints, WorkerTools tools) {
        this.endpoints = endpoints;
        this.tools = tools;
    }

    /**
     * @throws IllegalStateException
     *             when this worker does not know the endpoint, which then is another version's
     */
    @Override
    public Outcome run(Job job, RunContext context) throws IOException {
        Endpoint endpoint = endpoints.find(job.endpoint())
                .orElseThrow(() -> new IllegalStateException("this worker has no endpoint " + job.endpoint()));
        Map<String, Object> input = Json.object(job.input());
        try {
            Settings settings = RequestReader.read(input, endpoint.inputs());
            return new Outcome.Succeeded(endpoint.run(settings, job, tools,
                    context.heardBy(new StageLog(context.listener()))).text());
        } catch (ProblemException e) {
            return Inputs.rejection(e.problems().stream()
                    .map(problem -> HiddenPaths.in(withUrl(problem, endpoint.inputs(), input))).toList());
        }
    }

    @Override
    public Optional<DeviceMemory> device() { return tools.device().get(); }

    /** Shows the URL of a file with what is wrong with the file; of several pictures, their parameter. */
    private static Problem withUrl(Problem problem, List<Parameter<?>> inputs, Map<String, Object> input) {
        if (!(problem instanceof Problem.Field field) || field.input().isPresent()) return problem;
        if (field.field().equals(Parameters.PICTURE.name()) && RequestReader.isSeveral(input, inputs)) {
            return new Problem.Field(field.kind(), Parameters.PICTURES.name(), field.message(), field.context(),
                    field.input());
        }
        boolean ofFile = inputs.stream()
                .anyMatch(p -> p.type() instanceof ParameterType.FileUrl && p.name().equals(field.field()));
        return ofFile
                ? new Problem.Field(field.kind(), field.field(), field.message(), field.context(),
                        Optional.ofNullable(input.get(field.field())))
                : problem;
    }
}
