// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

/**
 * Cross-origin rules: every page may call every route, because access is by key and never by cookie. The wildcard does
 * not cover {@code authorization}, so a preflight's own list is echoed, with ours when it has none.
 */
public final class Cors {
    private static final String METHODS = "GET, POST, PUT, DELETE, HEAD, OPTIONS";
    private static final String ALLOWED = "authorization, content-type, accept, x-fal-target-url, "
            + "x-fal-queue-priority, "
            + "x-fal-request-timeout, x-fal-request-start-timeout, x-fal-runner-hint, x-fal-object-lifecycle, "
            + "x-fal-object-lifecycle-preference, x-fal-store-io, x-fal-no-retry, x-fal-retry-config, x-fal-tags, "
            + "x-fal-file-name, x-fal-idempotency-key, idempotency-key, range";
    private static final String EXPOSED = "x-fal-request-id, x-fal-request-timeout-type, x-fal-error-type, "
            + "x-fal-retryable, x-fal-needs-retry, x-fal-billable-units, etag, content-length, content-range, "
            + "retry-after";

    private Cors() {}

    public static void headers(Exchange x) {
        x.set("access-control-allow-origin", "*");
        x.set("access-control-expose-headers", EXPOSED);
    }

    public static void preflight(Exchange x) {
        String asked = x.header("access-control-request-headers").orElse("");
        x.set("access-control-allow-methods", METHODS);
        x.set("access-control-allow-headers", asked.matches("[A-Za-z0-9_, -]+") ? ALLOWED + ", " + asked : ALLOWED);
        x.set("access-control-max-age", "86400");
        x.empty(204);
    }
}
