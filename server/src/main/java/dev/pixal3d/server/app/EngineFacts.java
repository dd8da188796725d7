// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.core.Problem;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.EngineProvider;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.HiddenPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which engines are at hand, which of them {@code auto} takes, and what each has no use for. Looks at files only; no
 * engine is opened here.
 */
final class EngineFacts {
    private final EngineOptions options;

    /**
     * @param options
     *            as the workers were given them
     */
    EngineFacts(EngineOptions options) { this.options = options; }

    Map<String, Object> json() {
        List<Object> engines = new ArrayList<>();
        boolean chosen = false;
        for (EngineProvider engine : Engines.installed()) {
            Optional<Problem> problem = engine.problem(options, 1);
            boolean first = !chosen && problem.isEmpty();
            chosen |= first;
            Map<String, Object> json = Json.map("id", engine.id(), "ready", problem.isEmpty(), "chosen", first,
                    "several_pictures", engine.problem(options, 2).isEmpty(), "unused",
                    engine.unused().stream().map(Parameter::name).toList());
            problem.ifPresent(p -> json.put("problem", HiddenPaths.in(p).message()));
            engines.add(json);
        }
        return Json.map("engines", engines);
    }
}
