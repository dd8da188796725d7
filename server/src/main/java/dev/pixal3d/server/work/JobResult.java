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
record JobResult(long seed, List<ModelFile> files) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * One file of a model.
     *
     * @param format
     *            its name in the result is {@code model_} and this
     * @param name
     *            in the job's directory
     */
    record ModelFile(String format, String name, String extension, String mediaType) {}

    static JobResult parse(String text) { return JSON.readValue(text, JobResult.class); }

    String text() { return JSON.writeValueAsString(this); }
}
