// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.Sha256;
import dev.pixal3d.weights.Manifest.Item;
import dev.pixal3d.weights.Manifest.Part;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One file: its bytes go to {@code NAME.part}, the tag of the version that they belong to beside it, so that a later
 * attempt, or a later process, goes on where this one ended. Bytes of two versions never mix: the rest is asked for on
 * condition that the tag still holds, and what came in the end must have the length and hash that are known.
 */
final class Download {
    private static final int ATTEMPTS = 6;
    private static final int BUFFER = 1 << 17;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    /** What the finished file is. */
    record Done(long size, String sha256, String revision) {}

    private final Hub hub;
    private final Part part;
    private final Item item;
    private final Path target;
    private final Path half;
    private final Path tag;
    private final Duration stall;
    private final Progress progress;
    private OptionalLong length;
    private Optional<String> sha256;
    private String commit;

    Download(Hub hub, Part part, Item item, Path target, Duration stall, Progress progress) {
        this.hub = hub;
        this.part = part;
        this.item = item;
        this.target = target;
        this.half = target.resolveSibling(target.getFileName() + ".part");
        this.tag = target.resolveSibling(target.getFileName() + ".part.tag");
        this.stall = stall;
        this.progress = progress;
        this.length = item.size();
        this.sha256 = item.sha256();
        this.commit = part.revision();
    }

    /** Bytes of the file that an earlier attempt left. */
    static long begun(Path target) {
        Path half = target.resolveSibling(target.getFileName() + ".part");
        try {
            return Files.exists(half) ? Files.size(half) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Forgets what an earlier attempt left. */
    static void discard(Path target) throws IOException {
        Files.deleteIfExists(target.resolveSibling(target.getFileName() + ".part"));
        Files.deleteIfExists(target.resolveSibling(target.getFileName() + ".part.tag"));
    }

    /**
     * Gets the file; when this returns, it is whole, on the disk and has its name.
     *
     * @param pinned
     *            its hash when it was pulled first
     */
    Done run(Optional<String> pinned) throws IOException, InterruptedException {
        if (sha256.isEmpty()) sha256 = pinned;
        Files.createDirectories(target.toAbsolutePath().resolveSibling(""));
        progress.done(item.to(), begun(target));
        boolean again = false;
        while (true) {
            fetchAll();
            String hash = Sha256.hex(half);
            Optional<ProblemException> wrong = wrong(hash);
            if (wrong.isEmpty()) {
                long size = Files.size(half);
                Disk.publish(half, target);
                Files.deleteIfExists(tag);
                return new Done(size, hash, commit);
            }
            restart();
            if (again) throw wrong.get();
            again = true;
        }
    }

    private Optional<ProblemException> wrong(String hash) throws IOException {
        if (Disk.isPointer(half)) {
            return Optional.of(damaged("is a Git LFS pointer instead of the file",
                    "The mirror is incomplete: use another one (HF_ENDPOINT)."));
        }
        if (length.isPresent() && Files.size(half) != length.getAsLong()) {
            return Optional.of(damaged("has the wrong length (got " + Files.size(half) + " bytes, allowed "
                    + length.getAsLong() + ")", "Try again" + part.orElsewhere()));
        }
        if (sha256.isPresent() && !sha256.get().equals(hash)) {
            return Optional
                    .of(damaged("is not the published file (got sha256 " + hash + ", allowed " + sha256.get() + ")",
                            "Try again" + part.orElsewhere()));
        }
        return Optional.empty();
    }

    private ProblemException damaged(String what, String remedy) {
        return WeightsProblem.damaged(item.to() + " (" + part.source() + "): " + what + ". " + remedy);
    }

    /** Asks until the host has nothing more to give; attempts that bring something do not count. */
    private void fetchAll() throws IOException, InterruptedException {
        int left = ATTEMPTS;
        while (true) {
            long before = Files.exists(half) ? Files.size(half) : 0;
            try {
                if (fetch(before)) return;
                throw new IOException("the connection ended early");
            } catch (IOException e) {
                long now = Files.exists(half) ? Files.size(half) : 0;
                left = now > before ? ATTEMPTS : left - 1;
                if (left == 0) {
                    throw WeightsProblem.unreachable(item.to() + " (" + part.source() + "): cannot be had ("
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + ", after "
                            + now + " bytes). What is there is kept: run the same command again.");
                }
                if (now <= before) Thread.sleep(Duration.ofMillis(100L << ATTEMPTS - left));
            }
        }
    }

    /** One request; whether the file is complete. */
    private boolean fetch(long have) throws IOException, InterruptedException {
        if (length.isPresent() && have == length.getAsLong()) return true;
        URI address = hub.address(part, item);
        Optional<String> entity = have > 0 && Files.exists(tag)
                ? Optional.of(Files.readString(tag)).filter(t -> !t.isBlank())
                : Optional.empty();
        Hub.Answer answer = hub.get(address, have, entity);
        try (InputStream body = answer.response().body()) {
            answer.commit().ifPresent(c -> commit = c);
            learn(answer);
            switch (answer.response().statusCode()) {
                case 200 -> {
                    if (have > 0) restart();
                    return receive(answer, body, 0);
                }
                case 206 -> {
                    if (continues(answer.response().headers(), have)) return receive(answer, body, have);
                    restart();
                    return false;
                }
                case 416 -> {
                    // All of it is there, or more than there is: the hash tells, or it begins anew.
                    if (total(answer.response().headers()).orElse(-1) == have) return true;
                    restart();
                    return false;
                }
                case 408, 425, 429, 500, 502, 503, 504 -> {
                    Thread.sleep(wait(answer.response().headers()));
                    throw new IOException("status " + answer.response().statusCode());
                }
                default -> throw hub.refusal(part, item, answer.response());
            }
        }
    }

    /** The hub's own figures, where the list has none. */
    private void learn(Hub.Answer answer) {
        if (length.isEmpty()) length = answer.length();
        if (sha256.isEmpty()) sha256 = answer.sha256();
        if (answer.length().isPresent() && length.isPresent() && answer.length().getAsLong() != length.getAsLong()) {
            throw damaged("has another length at its publisher than the list says (got " + answer.length().getAsLong()
                    + " bytes, allowed " + length.getAsLong() + ")", "Update this program.");
        }
    }

    private static Duration wait(HttpHeaders headers) {
        String asked = headers.firstValue("Retry-After").orElse("");
        Duration wait = asked.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(asked)) : Duration.ZERO;
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** Whether a part of a file begins where ours ends and belongs to the same version. */
    private boolean continues(HttpHeaders headers, long have) throws IOException {
        String range = headers.firstValue("Content-Range").orElse("");
        OptionalLong total = total(headers);
        boolean fits = range.startsWith("bytes " + have + "-")
                && (total.isEmpty() || length.isEmpty() || total.getAsLong() == length.getAsLong());
        Optional<String> now = headers.firstValue("ETag");
        boolean same = now.isEmpty() || !Files.exists(tag) || Files.readString(tag).equals(now.get());
        return fits && same;
    }

    private static OptionalLong total(HttpHeaders headers) {
        String range = headers.firstValue("Content-Range").orElse("");
        String total = range.substring(range.indexOf('/') + 1);
        return total.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(total)) : OptionalLong.empty();
    }

    private boolean receive(Hub.Answer answer, InputStream body, long from) throws IOException {
        HttpHeaders headers = answer.response().headers();
        long promised = headers.firstValueAsLong("Content-Length").orElse(-1);
        Files.write(tag, headers.firstValue("ETag").orElse("").getBytes(StandardCharsets.UTF_8));
        AtomicLong heard = new AtomicLong(System.nanoTime());
        long got = 0;
        try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("stall").factory());
                FileChannel out = FileChannel.open(half, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var _ = watch.scheduleAtFixedRate(() -> {
                if (System.nanoTime() - heard.get() > stall.toNanos()) closeQuietly(body);
            }, stall.toMillis(), Math.max(1, stall.toMillis() / 4), TimeUnit.MILLISECONDS);
            out.truncate(from).position(from);
            byte[] buffer = new byte[BUFFER];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                heard.set(System.nanoTime());
                if (length.isPresent() && from + got + n > length.getAsLong()) {
                    watch.shutdownNow();
                    restart();
                    throw damaged("is longer than it should be (allowed " + length.getAsLong() + " bytes)",
                            "Try again" + part.orElsewhere());
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) out.write(bytes);
                got += n;
                progress.done(item.to(), n);
            }
            watch.shutdownNow();
        }
        long all = from + got;
        return length.isPresent() ? all == length.getAsLong() : promised < 0 || got == promised;
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The reader learns of it.
            return;
        }
    }

    private void restart() throws IOException {
        progress.done(item.to(), -begun(target));
        discard(target);
    }
}
