// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Khronos glTF validator on files of ours. */
final class KhronosValidator {
    private KhronosValidator() {}

    /**
     * What the validator says of one file.
     *
     * @param messages
     *            "code at pointer: text" of each issue
     */
    record Report(String file, int errors, int warnings, int infos, List<String> messages) {}

    static List<Report> validate(List<Path> files) throws IOException, InterruptedException {
        String out = NodeScript.run("validate.mjs", files.stream().map(f -> f.toAbsolutePath().toString()).toList());
        List<Report> reports = new ArrayList<>();
        for (JsonNode report : JsonMapper.builder().build().readTree(out)) {
            JsonNode issues = report.get("issues");
            List<String> messages = new ArrayList<>();
            for (JsonNode m : issues.get("messages")) {
                messages.add("%s at %s: %s".formatted(m.path("code").asString(), m.path("pointer").asString(), m.path(
                        "message").asString()));
            }
            reports.add(new Report(report.get("uri").asString(), issues.get("numErrors").asInt(), issues.get(
                    "numWarnings").asInt(), issues.get("numInfos").asInt(), messages));
        }
        return reports;
    }
}
