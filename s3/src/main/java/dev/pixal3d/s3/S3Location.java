// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.server.files.BlobStore;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where in which object store: {@code s3://bucket/prefix?endpoint=https://host&region=name&downloads=redirect}. Keys
 * are never part of it, because it is shown and logged.
 *
 * @param prefix
 *            in front of all names, empty or with a slash at its end
 * @param endpoint
 *            of a store that is not Amazon's; its buckets are paths, as most such stores want it
 * @param region
 *            empty: what the environment says
 * @param redirect
 *            whether downloads are sent to the store itself, not passed on by the server
 */
record S3Location(String bucket, String prefix, Optional<URI> endpoint, Optional<String> region, boolean redirect) {

    /**
     * Reads a URL.
     *
     * @throws ProblemException
     *             when it has another form
     */
    static S3Location of(URI url) {
        String bucket = Optional.ofNullable(url.getRawAuthority()).orElse("");
        if (bucket.contains("@") || bucket.contains(":")) {
            throw wrong("the URL carries more than a bucket in front of its path",
                    "Give keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and the host as endpoint=");
        }
        if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,62}")) {
            throw wrong("not a bucket's name (got \"" + bucket + "\")", "Write s3://BUCKET/PREFIX");
        }
        String prefix = Optional.ofNullable(url.getPath()).orElse("").replaceAll("^/|/$", "");
        if (!prefix.isEmpty() && !BlobStore.NAME.matcher(prefix).matches()) {
            throw wrong("not a prefix (got \"" + prefix + "\", allowed letters, digits and . _ + ~ - with slashes"
                    + " between)", "Choose another");
        }
        Optional<URI> endpoint = Optional.empty();
        Optional<String> region = Optional.empty();
        boolean redirect = false;
        for (String setting : Optional.ofNullable(url.getRawQuery()).orElse("").split("&")) {
            if (setting.isEmpty()) continue;
            String[] pair = setting.split("=", 2);
            String value = pair.length == 2 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "";
            switch (pair[0]) {
                case "endpoint" -> endpoint = Optional.of(endpoint(value));
                case "region" -> region = Optional.of(region(value));
                case "downloads" -> redirect = redirect(value);
                default -> throw wrong("unknown setting (got " + pair[0] + ", allowed endpoint, region, downloads)",
                        "Remove or rename it");
            }
        }
        return new S3Location(bucket, prefix.isEmpty() ? "" : prefix + "/", endpoint, region, redirect);
    }

    private static URI endpoint(String value) {
        if (!value.matches("https?://[A-Za-z0-9._-]+(:\\d{1,5})?/?")) {
            throw wrong("endpoint is no address of a store (got \"" + value.replaceFirst("//.*@", "//") + "\")",
                    "Write it like https://objects.example.org");
        }
        return URI.create(value.replaceFirst("/$", ""));
    }

    private static String region(String value) {
        if (!value.matches("[a-z0-9-]{2,32}")) {
            throw wrong("not a region (got \"" + value + "\")", "Write it like eu-central-1");
        }
        return value;
    }

    private static boolean redirect(String value) {
        return switch (value) {
            case "proxied" -> false;
            case "redirect" -> true;
            default -> throw wrong("downloads: not known (got \"" + value + "\", allowed proxied, redirect)",
                    "Choose one of them");
        };
    }

    private static ProblemException wrong(String what, String cure) {
        return Problem.usage("--files: " + what + ". " + cure + ".").exception();
    }

    /** For messages: the bucket, and the store it is looked for in. */
    String shown() {
        return "bucket " + bucket + endpoint.map(host -> " at " + host).orElse("");
    }
}
