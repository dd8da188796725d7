// SPDX-License-Identifier: MIT
package dev.pixal3d.server.webhook;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.server.http.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One Ed25519 key that signs webhooks. Its public half is published twice: RFC 7517 wants base64url without padding,
 * the Python verifier of fal's documentation fails on that and wants the padding. Thread-safe.
 */
public final class WebhookSigner {
    private static final int PUBLIC = 32;
    /** An X.509 public key of Ed25519 is 12 bytes of algorithm and the 32 of the key. */
    private static final int ENCODED_PUBLIC = 44;

    private final PrivateKey privateKey;
    private final byte[] publicKey;

    /**
     * @param pair
     *            PKCS #8 private key, then the raw public one
     */
    public WebhookSigner(byte[] pair) {
        int split = pair.length - PUBLIC;
        publicKey = Arrays.copyOfRange(pair, split, pair.length);
        try {
            privateKey = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Arrays.copyOf(pair, split)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new pair in the form that the constructor takes. */
    static byte[] generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] secret = pair.getPrivate().getEncoded();
            byte[] open = pair.getPublic().getEncoded();
            byte[] both = Arrays.copyOf(secret, secret.length + PUBLIC);
            System.arraycopy(open, ENCODED_PUBLIC - PUBLIC, both, secret.length, PUBLIC);
            return both;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The headers of one attempt: signed anew each time, because receivers refuse old timestamps. */
    public Map<String, String> headers(String requestId, String user, long timestamp, byte[] body) {
        String hash = Sha256.hex(body);
        String message = requestId + "\n" + user + "\n" + timestamp + "\n" + hash;
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message.getBytes(StandardCharsets.UTF_8));
            return Map.of("X-Fal-Webhook-Request-Id", requestId, "X-Fal-Webhook-User-Id", user,
                    "X-Fal-Webhook-Timestamp", Long.toString(timestamp), "X-Fal-Webhook-Signature",
                    HexFormat.of().formatHex(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its entries in the JSON Web Key Set. */
    List<Object> published() {
        String id = Sha256.hex(publicKey).substring(0, 16);
        return List.of(entry(id, Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey)),
                entry(id + "-padded", Base64.getUrlEncoder().encodeToString(publicKey)));
    }

    private static Object entry(String id, String x) {
        return Json.map("kty", "OKP", "crv", "Ed25519", "alg", "EdDSA", "use", "sig", "kid", id, "x", x);
    }
}
