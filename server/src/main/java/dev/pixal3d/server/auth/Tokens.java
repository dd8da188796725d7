// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * Temporary tokens: JSON web tokens with HS256, which stand for the key that asked for them until they expire.
 *
 * <p>
 * One algorithm, one issuer, and that is this server: Nimbus JOSE+JWT 10.3 would save few of these lines for 0.8 MB of
 * jar, and its first token takes 0.3 to 0.7 s in a fresh JVM (two busy cores). So this stays.
 */
public final class Tokens {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

    private final Secrets secrets;
    private final Clock clock;

    public Tokens(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * What a valid token says.
     *
     * @param keyId
     *            the key that asked for it
     * @param use
     *            {@code app} or {@code cdn}
     * @param apps
     *            aliases of the endpoints it may call
     */
    record Claims(String keyId, String use, List<String> apps) {}

    public String create(String keyId, String use, Collection<String> apps, Duration lifetime) {
        String claims = Json.text(Json.map("sub", keyId, "use", use, "apps", apps, "exp",
                clock.instant().plus(lifetime).getEpochSecond()));
        String content = HEADER + "." + encode(claims);
        return content + "." + secrets.sign(content);
    }

    /** Empty when the token is not ours, changed or expired. */
    Optional<Claims> read(String token) {
        int dot = token.lastIndexOf('.');
        if (dot < 0 || !token.startsWith(HEADER + ".")) return Optional.empty();
        String content = token.substring(0, dot);
        if (content.length() <= HEADER.length() || !secrets.verify(content, token.substring(dot + 1))) {
            return Optional.empty();
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(content.substring(HEADER.length() + 1));
            Map<String, Object> claims = Json.object(new String(json, StandardCharsets.UTF_8));
            boolean alive = claims.get("exp") instanceof Number end
                    && clock.instant().getEpochSecond() < end.longValue();
            List<String> apps = claims.get("apps") instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
            return alive
                    ? Optional
                            .of(new Claims(String.valueOf(claims.get("sub")), String.valueOf(claims.get("use")), apps))
                    : Optional.empty();
        } catch (IllegalArgumentException | JacksonException _) {
            return Optional.empty();
        }
    }

    private static String encode(String text) { return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8)); }
}
