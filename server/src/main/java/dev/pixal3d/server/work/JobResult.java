// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a worker leaves behind for the publisher, as JSON text.
 *
 * @param files
 *            in the job's directory, in the order of the result
 */
record JobResult(long seed, List<OutputFile> files) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One file of a result.
     *
     * @param key
     *            its name in the result, e.g. {@code model_glb}
     * @param name
     *            in the job's directory
     * @param suffix
     *            what its published name has before the extension, so that two of one kind differ; may be empty
     */
    record OutputFile(String key, String name, String suffix, String extension, String mediaType) {}

    static JobResult parse(String text) { return JSON.readValue(text, JobResult.class); }

    String text() { return JSON.writeValueAsString(this); }
}
