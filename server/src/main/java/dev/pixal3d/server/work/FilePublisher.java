// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.JobOutcome;
import dev.pixal3d.queue.worker.Publisher;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.files.MediaTypes;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/** Moves a worker's model into the file store and writes the output object around it. */
public final class FilePublisher implements Publisher {
    private final FileStore files;

    public FilePublisher(FileStore files) { this.files = files; }

    @Override
    public String publish(RequestView request, Job job, JobOutcome.Done done) throws IOException {
        String name = "pixal3d_" + request.id().replace("-", "") + ".glb";
        try (InputStream glb = Files.newInputStream(job.directory().resolve(EngineJobRunner.MODEL))) {
            FileRecord file = files.put(files.newKey(name), MediaTypes.GLB, glb, request.lifecycle(), request.keyId(),
                    Optional.of(request.id()));
            Map<String, Object> output = Failure.map("model_glb", FileStore.output(file));
            output.putAll(Json.object(done.result()));
            return Json.text(output);
        }
    }
}
