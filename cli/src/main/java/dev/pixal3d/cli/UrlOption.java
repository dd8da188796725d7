// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.net.URI;
import java.util.Optional;

/** Options that are URLs. What is said of a wrong one is the option's: some hold secrets and are not repeated. */
final class UrlOption {
    private UrlOption() {}

    /** A URL with a scheme; empty when the text is none. */
    static Optional<URI> of(String text) {
        try {
            return Optional.of(URI.create(text.strip())).filter(url -> url.getScheme() != null);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The same of a web address only. */
    static Optional<URI> http(String text) {
        return of(text).filter(url -> url.getScheme().equals("http") || url.getScheme().equals("https"));
    }
}
