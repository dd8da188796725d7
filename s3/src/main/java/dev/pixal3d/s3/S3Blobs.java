// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.server.files.BlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Blobs as objects below a prefix of one bucket. An object is there whole or not at all, for every server at once, so
 * nothing is moved into place here. What is stored goes through a file of this machine first: its length must be known
 * before, a part can be sent again from there, and no body takes heap, however many arrive at the same time.
 */
final class S3Blobs implements BlobStore {
    /** Bytes that are sent in one call; a longer blob is sent in parts of that many. S3 allows 5 MiB and more. */
    static final int PART = 16 << 20;
    private static final Duration LINK_TIME = Duration.ofMinutes(5);
    private static final int BEYOND_THE_END = 416;

    private final S3Location location;
    private final S3Clients clients;
    private final S3Client s3;
    private final S3Calls calls;
    private final Path spool;

    /** Owns the clients from now on, also when it fails because the bucket cannot be used. */
    S3Blobs(S3Location location, S3Clients clients) throws IOException {
        this.location = location;
        this.clients = clients;
        this.s3 = clients.client();
        this.calls = new S3Calls(location);
        try {
            new S3Check(location, s3).run();
            this.spool = Files.createTempDirectory("pixal3d-s3-");
        } catch (IOException | RuntimeException e) {
            clients.close();
            throw e;
        }
    }

    private String key(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("files: not the name of a blob (got " + name + ").");
        }
        return location.prefix() + name;
    }

    @Override
    public long put(String name, InputStream bytes) throws IOException {
        String key = key(name);
        Path file = PrivateFiles.temporary(spool, "put", "");
        try {
            long size;
            try (OutputStream out = Files.newOutputStream(file)) {
                size = bytes.transferTo(out);
            }
            return calls.done(() -> {
                new S3Upload(s3, location.bucket(), key).send(file, size);
                return size;
            });
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public Optional<InputStream> open(String name, long from) throws IOException {
        GetObjectRequest.Builder get = GetObjectRequest.builder().bucket(location.bucket()).key(key(name));
        if (from > 0) get.range("bytes=" + from + "-");
        return calls.done(() -> {
            try {
                return Optional.of(new S3Stream(s3.getObject(get.build())));
            } catch (NoSuchKeyException _) {
                return Optional.empty();
            } catch (S3Exception e) {
                if (e.statusCode() == BEYOND_THE_END) return Optional.of(InputStream.nullInputStream());
                throw e;
            }
        });
    }

    @Override
    public OptionalLong size(String name) throws IOException {
        String key = key(name);
        return calls.done(() -> {
            try {
                return OptionalLong.of(s3.headObject(head -> head.bucket(location.bucket()).key(key)).contentLength());
            } catch (NoSuchKeyException _) {
                return OptionalLong.empty();
            }
        });
    }

    @Override
    public Optional<URI> link(String name, String contentType, String disposition) throws IOException {
        Optional<S3Presigner> signer = clients.signer();
        if (signer.isEmpty()) return Optional.empty();
        GetObjectRequest get = GetObjectRequest.builder().bucket(location.bucket()).key(key(name))
                .responseContentType(contentType).responseContentDisposition(disposition).build();
        return calls.done(() -> Optional.of(URI.create(signer.get()
                .presignGetObject(link -> link.signatureDuration(LINK_TIME).getObjectRequest(get)).url().toString())));
    }

    @Override
    public void delete(String name) throws IOException {
        String key = key(name);
        calls.done(() -> s3.deleteObject(object -> object.bucket(location.bucket()).key(key)));
    }

    @Override
    public List<String> olderThan(Instant time, String prefix, int limit) throws IOException {
        return calls.done(() -> s3
                .listObjectsV2Paginator(list -> list.bucket(location.bucket()).prefix(location.prefix() + prefix))
                .contents().stream().filter(object -> object.lastModified().isBefore(time)).map(S3Object::key)
                .map(key -> key.substring(location.prefix().length())).limit(limit).toList());
    }

    @Override
    public void tidy(Instant time) throws IOException {
        calls.done(() -> {
            for (MultipartUpload upload : s3
                    .listMultipartUploadsPaginator(
                            list -> list.bucket(location.bucket()).prefix(location.prefix()))
                    .uploads()) {
                if (!upload.initiated().isBefore(time)) continue;
                s3.abortMultipartUpload(
                        abort -> abort.bucket(location.bucket()).key(upload.key()).uploadId(upload.uploadId()));
            }
            return time;
        });
    }

    /** Nobody knows the store's; what passes through must fit the spool. */
    @Override
    public long space() throws IOException { return Files.getFileStore(spool).getUsableSpace(); }

    @Override
    public void close() {
        clients.close();
        try {
            Files.deleteIfExists(spool);
        } catch (IOException _) {
            // a put that still runs has a file in it; the system's own upkeep of temporary files takes it
        }
    }
}
