// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.Acl.Decision;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.http.ByteRange;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Optional;

/**
 * Downloads: whole or one range, with validators, to the owner and to anybody whom the file's access rules do not
 * exclude. Files never change, so they may be cached for ever. Where the store of the bytes has addresses of its own,
 * whoever may read is sent there.
 */
public final class FileRoutes {
    private final FileStore files;
    private final Authenticator authenticator;

    public FileRoutes(FileStore files, Authenticator authenticator) {
        this.files = files;
        this.authenticator = authenticator;
    }

    public void handle(Exchange x) throws IOException {
        x.allow("GET", "HEAD");
        String key = String.join("/", x.target().segments());
        FileRecord file = files.find(key).orElseThrow(FileRoutes::missing);
        Identity reader = authenticator.anybody(x);
        boolean owner = reader.admin() || reader.keyId().isPresent() && reader.keyId().equals(file.keyId());
        Decision decision = owner ? Decision.ALLOW : file.acl().decide(reader.user());
        if (decision == Decision.HIDE) throw missing();
        if (decision == Decision.FORBID) throw Failure.of(403, "Access to this file is forbidden.");
        headers(x, file);
        String etag = "\"" + file.sha256().substring(0, 32) + "\"";
        x.set("etag", etag);
        if (x.header("if-none-match").filter(tags -> tags.contains(etag) || tags.strip().equals("*")).isPresent()) {
            x.empty(304);
            return;
        }
        if (x.method().equals("GET")) {
            Optional<URI> elsewhere = files.link(file, disposition(x, file));
            if (elsewhere.isPresent()) {
                x.set("location", elsewhere.get().toString());
                x.set("cache-control", "no-store");
                x.empty(302);
                return;
            }
        }
        boolean current = x.header("if-range").map(etag::equals).orElse(true);
        send(x, file, current ? ByteRange.of(x.header("range"), file.bytes()) : ByteRange.whole(file.bytes()));
    }

    private static String disposition(Exchange x, FileRecord file) {
        boolean save = x.target().parameter("download").filter(v -> !v.equals("0")).isPresent()
                || MediaTypes.active(file.contentType());
        return (save ? "attachment" : "inline") + "; filename=\"" + file.name() + "\"";
    }

    private static void headers(Exchange x, FileRecord file) {
        x.set("content-disposition", disposition(x, file));
        x.set("x-content-type-options", "nosniff");
        x.set("content-security-policy", "default-src 'none'; sandbox");
        x.set("accept-ranges", "bytes");
        x.set("cache-control", file.expires().isEmpty() && file.acl().rules().isEmpty()
                && file.acl().fallback() == Decision.ALLOW
                        ? "public, max-age=31536000, immutable"
                        : "private, no-cache");
    }

    private void send(Exchange x, FileRecord file, ByteRange range) throws IOException {
        if (range.kind() == ByteRange.Kind.UNSATISFIABLE) {
            throw Failure.of(416, "The range lies outside the file's %d bytes.".formatted(file.bytes()))
                    .header("content-range", "bytes */" + file.bytes());
        }
        int status = range.kind() == ByteRange.Kind.PART ? 206 : 200;
        if (status == 206)
            x.set("content-range", "bytes %d-%d/%d".formatted(range.first(), range.last(), file.bytes()));
        x.set("content-length", Long.toString(range.length()));
        if (x.method().equals("HEAD")) {
            x.set("content-type", file.contentType());
            x.empty(status);
            return;
        }
        try (InputStream in = files.open(file, range.first()).orElseThrow(FileRoutes::missing);
                OutputStream out = x.stream(status, file.contentType())) {
            copy(in, out, range.length());
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // fairness between virtual threads, not order
    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long left = length; left > 0;) {
            int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, left));
            if (n == 0) throw new IOException("the file is shorter than its record says");
            out.write(buffer, 0, n);
            left -= n;
            // many large answers at once would hold the few carrier threads until their connections' buffers are full
            Thread.yield();
        }
    }

    private static Failure missing() { return Failure.of(404, "File not found"); }
}
