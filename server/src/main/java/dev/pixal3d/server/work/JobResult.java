// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.worker.Job;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker leaves behind for the publisher, as JSON text.
 *
 * @param files
 *            in the job's directory, in the order of the answer
 * @param values
 *            the answer's other fields, as JSON values
 */
public record JobResult(List<OutputFile> files, Map<String, Object> values) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One file.
     *
     * @param field
     *            its name in the answer
     * @param name
     *            in the job's directory
     * @param suffix
     *            of its published name, before the extension, where an answer has several of one kind; may be empty
     * @param listed
     *            whether the field is a list, of which this is the next
     */
    public record OutputFile(String field, String name, String suffix, String extension, String mediaType,
            boolean listed) {
        /** Writes a file of the answer into the job's directory, for its owner only as all that lies there. */
        static OutputFile write(Job job, String field, String suffix, String extension, String mediaType, Bytes bytes)
                throws IOException {
            return write(job, new OutputFile(field, field + "." + extension, suffix, extension, mediaType, false),
                    bytes);
        }

        /** As {@link #write}, of a field that lists files; their suffixes differ. */
        static OutputFile writeListed(Job job, String field, String suffix, String extension, String mediaType,
                Bytes bytes) throws IOException {
            return write(job,
                    new OutputFile(field, field + suffix + "." + extension, suffix, extension, mediaType, true),
                    bytes);
        }

        private static OutputFile write(Job job, OutputFile file, Bytes bytes) throws IOException {
            try (OutputStream out = new BufferedOutputStream(
                    Files.newOutputStream(PrivateFiles.file(job.directory().resolve(file.name))))) {
                bytes.to(out);
            }
            return file;
        }

        /** What a file holds. */
        @FunctionalInterface
        interface Bytes {
            void to(OutputStream out) throws IOException;
        }
    }

    static JobResult parse(String text) { return JSON.readValue(text, JobResult.class); }

    String text() { return JSON.writeValueAsString(this); }
}
