// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.Publisher;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Moves a worker's files into the file store and writes the output object around them. */
public final class FilePublisher implements Publisher {
    private final FileStore files;

    public FilePublisher(FileStore files) { this.files = files; }

    @Override
    public String publish(RequestView request, Job job, Outcome.Succeeded done) throws IOException {
        JobResult result = JobResult.parse(done.output());
        String stem = EndpointId.of(request.endpoint()).alias() + "_" + request.id().replace("-", "");
        Map<String, Object> output = Json.map();
        Map<String, List<Object>> lists = new LinkedHashMap<>();
        for (JobResult.OutputFile made : result.files()) {
            try (InputStream bytes = Files.newInputStream(job.directory().resolve(made.name()))) {
                FileRecord file = files.put(files.newKey(stem + made.suffix() + "." + made.extension()),
                        made.mediaType(), bytes,
                        request.lifecycle(), request.keyId(), Optional.of(request.id()));
                if (made.listed()) {
                    lists.computeIfAbsent(made.field(), _ -> new ArrayList<>()).add(FileStore.output(file));
                } else {
                    output.put(made.field(), FileStore.output(file));
                }
            }
        }
        output.putAll(lists);
        output.putAll(result.values());
        return Json.text(output);
    }
}
