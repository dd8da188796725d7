// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.bench.AttackTarget.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Attempts to get more than a key allows, or anything without one. */
final class KeyAttacks {
    private static final int MIB = 1 << 20;
    private static final String PROXY = "/api/fal/proxy";

    private KeyAttacks() {}

    /** A page that calls through the proxy endpoint, which lends it a key. */
    static String lentKey(AttackTarget target) throws IOException {
        String input = "{\"image_url\":5}";
        lent(target, "POST", "https://queue.fal.run/fal-ai/pixal3d", input).expect(200);
        lent(target, "POST", "https://rest.fal.ai/storage/upload/initiate", "{\"file_name\":\"a\"}").expect(200);
        List<String> closed = List.of("https://api.fal.ai/v1/keys", "https://api.fal.ai/v1/keys/",
                "https://api.fal.ai//v1/keys",
                "https://api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d",
                "https://rest.fal.ai/tokens/", "https://rest.fal.ai/storage/auth/token",
                "http://127.0.0.1:" + target.port() + "/v1/keys", "http://127.0.0.1:" + target.port() + "/metrics",
                "https://queue.fal.run/../v1/keys", "https://queue.fal.run/%2e%2e/v1/keys", "https://example.com/",
                "http://169.254.169.254/latest/", "file:///etc/passwd");
        for (String url : closed) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                int status = lent(target, method, url, "{\"scope\":\"ADMIN\"}").status();
                if (status / 100 == 2) throw new IOException(method + " " + url + " answered " + status);
            }
        }
        return closed.size() * 3 + " calls beyond models and uploads refused";
    }

    private static Answer lent(AttackTarget target, String method, String url, String body) throws IOException {
        return target.callAs("X-Fal-Target-Url: " + url + "\r\n", method, PROXY, body);
    }

    /** Files of the service's own as pictures: another key's, too large, expired. */
    static String ownFiles(AttackTarget target) throws IOException {
        String owner = AttackTarget.authorization(target.newKey());
        String other = AttackTarget.authorization(target.newKey());
        String hidden = upload(target, owner, "{\"initial_acl\":{\"default\":\"hide\"}}", new byte[MIB]);
        refused(target, other, hidden, "file_download_error");
        String forbidden = upload(target, owner, "{\"initial_acl\":{\"default\":\"forbid\"}}", new byte[MIB]);
        refused(target, other, forbidden, "file_download_error");
        String large = upload(target, owner, "{}", new byte[60 * MIB]);
        refused(target, owner, large, "file_too_large");
        String expiring = upload(target, owner, "{\"expiration_duration_seconds\":1}", new byte[MIB]);
        while (target.callAs(owner, "GET", AttackTarget.path(expiring), "").status() != 404) {
            LockSupport.parkNanos(200_000_000);
        }
        refused(target, owner, expiring, "file_download_error");
        return "hidden, forbidden, expired and 60 MiB refused before a worker saw them";
    }

    private static String upload(AttackTarget target, String as, String lifecycle, byte[] bytes) throws IOException {
        Answer ticket = target.callAs(as + "X-Fal-Object-Lifecycle: " + lifecycle + "\r\n", "POST",
                "/rest/storage/upload/initiate", "{\"file_name\":\"a.png\"}");
        ticket.expect(200);
        target.callAs("", "PUT", AttackTarget.path(ticket.member("upload_url")), bytes).expect(200);
        return ticket.member("file_url");
    }

    private static void refused(AttackTarget target, String as, String url, String type) throws IOException {
        String end = target.ended(target.callAs(as, "POST", AttackTarget.QUEUE, "{\"image_url\":\"" + url + "\"}"), 60);
        if (!end.equals(type)) throw new IOException("ended as '" + end + "', not " + type);
    }

    /** Pages of other sites, and this server under names that are not its own, where no key is asked for. */
    static String otherSites(AttackTarget target) throws IOException {
        target.callAs("", "POST", AttackTarget.QUEUE, "{}").expect(200);
        List<String> foreign = List.of("Origin: https://evil.example\r\n", "Origin: null\r\n",
                "Sec-Fetch-Site: cross-site\r\n", "Origin: http://127.0.0.1.evil.example\r\n");
        for (String header : foreign) {
            target.callAs(header, "POST", AttackTarget.QUEUE, "{}").expect(403);
            target.callAs(header, "POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}").expect(403);
        }
        List<String> names = List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil.example");
        for (String name : names) { target.atHost(name, "GET", AttackTarget.QUEUE + "/requests/x/status").expect(403); }
        return foreign.size() + " kinds of foreign pages and " + names.size() + " foreign names refused";
    }

    /** One key takes all that it can get; another still gets its share. */
    static String quotas(AttackTarget target) throws IOException {
        String greedy = AttackTarget.authorization(target.newKey());
        String modest = AttackTarget.authorization(target.newKey());
        String input = "{\"image_url\":\"" + AttackTarget.picture() + "\"}";
        int accepted = 0;
        while (target.callAs(greedy, "POST", AttackTarget.QUEUE, input).status() == 200 && accepted < 100) accepted++;
        Answer full = target.callAs(greedy, "POST", AttackTarget.QUEUE, input);
        full.expect(429);
        target.callAs(modest, "POST", AttackTarget.QUEUE, input).expect(200);
        Answer ticket = target.callAs(modest, "POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}");
        target.callAs("", "PUT", AttackTarget.path(ticket.member("upload_url")), new byte[2 * MIB]).expect(507);
        int more = 0;
        Answer last;
        do {
            last = target.callAs(greedy, "POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}");
        } while (last.status() == 200 && more++ < 100);
        if (!last.body().contains("rate_limit_exceeded")) throw new IOException("no rate limit: " + last.body());
        target.callAs(modest, "POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}").expect(200);
        return "%d queued then 429 (%s), 2 MiB beyond the store 507, %d uploads then 429; the other key was served"
                .formatted(accepted, full.member("error_type"), more);
    }

    /** Bodies that are refused leave nothing in the database. */
    static String refusedBodies(AttackTarget target) throws IOException {
        byte[] body = ("{\"image_url\":5,\"seed\":\"" + "x".repeat(30 * MIB) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        long before = stored(target);
        for (int i = 0; i < 20; i++) target.call("POST", AttackTarget.QUEUE, body).expect(200);
        long grown = stored(target) - before;
        if (grown > 16 * MIB) throw new IOException("the database grew by " + (grown >> 20) + " MiB");
        return "600 MiB sent, the database grew by %d KiB".formatted(grown >> 10);
    }

    private static long stored(AttackTarget target) throws IOException {
        long bytes = 0;
        for (String name : List.of("pixal3d.db", "pixal3d.db-wal")) {
            if (Files.exists(target.data().resolve(name))) bytes += Files.size(target.data().resolve(name));
        }
        return bytes;
    }
}
