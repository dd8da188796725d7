// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.Reservation;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.auth.RateLimit;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of uploads: signed URLs of the JavaScript client ({@code /up/ticket}, parts in {@code /up/ticket/n}), the
 * upload API of the Python client ({@code /cdn/files/upload}, parts below the file's own URL).
 */
public final class UploadRoutes {
    private final FileStore files;
    private final Space space;
    private final StorageQuota quota;
    private final UploadTickets tickets;
    private final Authenticator authenticator;
    private final RateLimit limits;
    private final ServerConfig config;
    private final Parts parts;

    public UploadRoutes(FileStore files, BlobStore blobs, Space space, StorageQuota quota, UploadTickets tickets,
            Authenticator authenticator, RateLimit limits, ServerConfig config) {
        this.files = files;
        this.space = space;
        this.quota = quota;
        this.tickets = tickets;
        this.authenticator = authenticator;
        this.limits = limits;
        this.config = config;
        this.parts = new Parts(blobs);
    }

    /** {@code PUT /up/ticket}, {@code PUT /up/ticket/n}, {@code POST /up/ticket/complete}. */
    public void signed(Exchange x) throws IOException {
        List<String> path = x.target().segments();
        if (path.isEmpty() || path.size() > 2) throw Failure.noPath("/up" + x.target().path());
        UploadTickets.Ticket ticket = tickets.check(path.getFirst(), x.target().parameter("exp"),
                x.target().parameter("sig"));
        if (path.size() == 1) {
            x.allow("PUT");
            store(x, ticket);
            x.bytes(200, "text/plain", new byte[0]);
        } else if (path.get(1).equals("complete")) {
            complete(x, ticket, path.getFirst());
        } else {
            part(x, ticket, path.getFirst(), path.get(1));
        }
    }

    /** {@code POST /cdn/files/upload} and {@code POST /cdn/files/upload/multipart}. */
    public void cdn(Exchange x) throws IOException {
        Identity caller = authenticator.cdn(x);
        x.allow("POST");
        limits.check(caller);
        String name = x.header("x-fal-file-name").orElse("file");
        Lifecycle lifecycle = LifecycleHeader.of(x, config.retention().uploads(), "x-fal-object-lifecycle",
                "x-fal-object-lifecycle-preference");
        UploadTickets.Ticket ticket = new UploadTickets.Ticket(files.newKey(name),
                x.header("content-type").orElse("application/octet-stream"), lifecycle, caller.keyId());
        String url = x.target().addresses().file(ticket.key());
        if (x.target().is("files", "upload")) {
            store(x, ticket);
            x.json(200, Json.map("access_url", url));
        } else if (x.target().is("files", "upload", "multipart")) {
            x.bytes(config.limits().jsonBytes());
            x.json(200, Json.map("access_url", url, "uploadId", tickets.sealed(ticket)));
        } else {
            throw Failure.noPath("/cdn" + x.target().path());
        }
    }

    /** {@code PUT {file URL}/multipart/id/n} and {@code POST {file URL}/multipart/id/complete}. */
    public void multipart(Exchange x) throws IOException {
        List<String> path = x.target().segments();
        if (path.size() != 6 || !path.get(3).equals("multipart")) throw Failure.noPath("/files" + x.target().path());
        UploadTickets.Ticket ticket = tickets.open(path.get(4));
        if (!ticket.key().equals(String.join("/", path.subList(0, 3)))) {
            throw Failure.of(403, "The upload id belongs to another file.");
        }
        if (path.get(5).equals("complete")) complete(x, ticket, path.get(4));
        else part(x, ticket, path.get(4), path.get(5));
    }

    private void store(Exchange x, UploadTickets.Ticket ticket) throws IOException {
        InputStream body = x.body(config.limits().uploadBytes());
        FileRecord file;
        try (StorageQuota.Share share = share(x, ticket, Reservation.WHOLE);
                InputStream in = share.guarded(space.guarded(body))) {
            file = files.put(ticket.key(), x.header("content-type").orElse(ticket.contentType()), in,
                    ticket.lifecycle(), ticket.keyId(), Optional.empty());
        }
        x.set("etag", "\"" + file.sha256().substring(0, 32) + "\"");
    }

    /** Room for what arrives, as long as it fits: the server's disk, and what its owner may store. */
    private StorageQuota.Share share(Exchange x, UploadTickets.Ticket ticket, int part) {
        long announced = x.header("content-length").filter(n -> n.matches("\\d{1,18}")).map(Long::parseLong)
                .orElse(0L);
        space.check(announced);
        return quota.share(ticket.keyId(), ticket.key(), part, announced);
    }

    private void part(Exchange x, UploadTickets.Ticket ticket, String upload, String number) throws IOException {
        x.allow("PUT");
        int part = Parts.number(number);
        InputStream body = x.body(config.limits().uploadBytes());
        try (StorageQuota.Share share = share(x, ticket, part);
                InputStream in = share.guarded(space.guarded(body))) {
            String etag = parts.put(upload, part, in);
            share.keep();
            x.set("etag", etag);
            x.json(200, Json.map("partNumber", part, "etag", etag));
        }
    }

    private void complete(Exchange x, UploadTickets.Ticket ticket, String upload) throws IOException {
        x.allow("POST");
        Map<String, Object> body = Json.object(x.bytes(config.limits().jsonBytes()));
        Object listed = Optional.ofNullable(body.get("parts")).orElse(List.of());
        Optional<FileRecord> earlier = files.find(ticket.key());
        if (earlier.isPresent()) {
            answer(x, earlier.get());
            return;
        }
        Parts.Listed whole = parts.listed(upload, listed, config.limits().uploadBytes());
        try (StorageQuota.Share share = quota.share(ticket.keyId(), ticket.key(), Reservation.WHOLE, whole.bytes());
                InputStream in = share.guarded(space.guarded(parts.join(whole)))) {
            FileRecord file = files.put(ticket.key(), ticket.contentType(), in, ticket.lifecycle(), ticket.keyId(),
                    Optional.empty());
            parts.forget(upload);
            answer(x, file);
        }
    }

    private static void answer(Exchange x, FileRecord file) {
        String url = x.target().addresses().file(file.key());
        x.json(200, Json.map("file_url", url, "access_url", url));
    }
}
