// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import java.util.List;
import java.util.Optional;

/**
 * The endpoints that a server answers and its workers know.
 *
 * @param all
 *            at least one; the first is the one that the page shows
 */
public record Endpoints(List<Endpoint> all) {
    /** Those of this program. */
    public static final Endpoints INSTALLED = new Endpoints(
            List.of(new GenerateEndpoint(), new PrepareEndpoint(), new ExportEndpoint()));

    /** The one that the page shows. */
    public Endpoint main() { return all.getFirst(); }

    public Optional<Endpoint> find(String id) {
        return all.stream().filter(endpoint -> endpoint.id().toString().equals(id)).findFirst();
    }

    /** The endpoints of an application, {@code owner/alias}. */
    public List<Endpoint> of(String application) {
        return all.stream().filter(endpoint -> endpoint.id().application().equals(application)).toList();
    }
}
