// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds out who calls: {@code Authorization: Key id:secret}, the same as {@code Bearer}, a temporary token as
 * {@code Bearer} or in {@code fal_jwt_token}. Wrong credentials are an error even where none are needed.
 */
public final class Authenticator {
    private final ApiKeys keys;
    private final Tokens tokens;
    private final ServerConfig.Access access;

    public Authenticator(ApiKeys keys, Tokens tokens, ServerConfig.Access access) {
        this.keys = keys;
        this.tokens = tokens;
        this.access = access;
    }

    /** The caller of a route that calls models. */
    public Identity model(Exchange x) {
        return caller(x, "app").orElseThrow(
                () -> Failure.of(401, "Authentication is required to access this application."));
    }

    /** The caller of a route that manages things. */
    public Identity rest(Exchange x) {
        return caller(x, "app").orElseThrow(() -> Failure.of(401, "Authorization header is required"));
    }

    /** The caller of the upload service, where tokens of {@code /storage/auth/token} count too. */
    public Identity cdn(Exchange x) {
        return caller(x, "cdn").orElseThrow(() -> Failure.of(401, "Authorization header is required"));
    }

    /** The caller of a route that everybody may use. */
    public Identity anybody(Exchange x) {
        try {
            return caller(x, "cdn").orElse(Identity.ANONYMOUS);
        } catch (Failure _) {
            return Identity.ANONYMOUS;
        }
    }

    private Optional<Identity> caller(Exchange x, String use) {
        Optional<String> header = x.header("authorization").map(String::strip).filter(h -> !h.isEmpty());
        if (header.isPresent()) return Optional.of(credentials(x, header.get(), use));
        Optional<String> token = x.target().parameter("fal_jwt_token");
        if (token.isPresent()) return Optional.of(token(x, token.get(), use).orElseThrow(Authenticator::invalid));
        if (x.proxied() && access.proxyKey().isPresent()) {
            return Optional.of(keys.check(access.proxyKey().get()).map(Authenticator::identity)
                    .orElseThrow(Authenticator::invalid));
        }
        return access.anonymous() ? Optional.of(Identity.ANONYMOUS) : Optional.empty();
    }

    private Identity credentials(Exchange x, String header, String use) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? "" : header.substring(0, space).toLowerCase(Locale.ROOT);
        String value = header.substring(space + 1).strip();
        if (!scheme.equals("key") && !scheme.equals("bearer")) throw invalid();
        return keys.check(value).map(Authenticator::identity).or(() -> token(x, value, use))
                .orElseThrow(Authenticator::invalid);
    }

    private Optional<Identity> token(Exchange x, String token, String use) {
        return tokens.read(token).filter(claims -> claims.use().equals(use) || use.equals("cdn"))
                .filter(claims -> claims.use().equals("cdn") || allows(claims, x))
                .flatMap(claims -> claims.keyId().isEmpty()
                        ? access.anonymous() ? Optional.of(Identity.ANONYMOUS) : Optional.empty()
                        : keys.valid(claims.keyId()).map(key -> new Identity(Optional.of(key.id()), false)));
    }

    /** A token names aliases; the owner before the alias is not part of it. */
    private static boolean allows(Tokens.Claims claims, Exchange x) {
        String path = x.target().path() + "/";
        return claims.apps().stream().anyMatch(app -> path.contains("/" + app + "/"));
    }

    private static Identity identity(ApiKey key) {
        return new Identity(Optional.of(key.id()), key.scope() == ApiKey.Scope.ADMIN);
    }

    private static Failure invalid() { return Failure.of(401, "invalid key credentials"); }
}
