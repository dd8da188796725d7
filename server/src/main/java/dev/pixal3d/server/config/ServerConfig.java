// SPDX-License-Identifier: MIT
package dev.pixal3d.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a server runs. {@link #defaults} is what {@code serve} without options means; {@link #with} replaces one part.
 *
 * @param dataDir
 *            holds the queue's database, uploaded and produced files and the signing secrets; made when absent
 * @param monitor
 *            empty: metrics are answered where everything is
 * @param telemetry
 *            empty: nothing is told of requests to any collector
 */
public record ServerConfig(Path dataDir, Network network, Access access, Limits limits, Timing timing,
        Retention retention, Work work, Storage storage, Quotas quotas, Optional<Monitor> monitor,
        Optional<Telemetry> telemetry) {

    /**
     * Where the server listens and how it is called.
     *
     * @param port
     *            0 picks a free one
     * @param publicUrl
     *            the address that answers put into URLs; empty: the address each caller used
     * @param trustForwarded
     *            whether {@code X-Forwarded-Proto} and {@code X-Forwarded-Host} are believed; only behind a proxy that
     *            sets them
     */
    public record Network(String host, int port, Optional<URI> publicUrl, boolean trustForwarded) implements Part {}

    /**
     * Who may do what.
     *
     * @param anonymous
     *            whether calls without a key are answered
     * @param allowPrivateUrls
     *            whether pictures may be fetched from, and webhooks sent to, loopback and private addresses
     * @param proxyKey
     *            {@code id:secret} that the proxy endpoint uses for callers without a key
     */
    public record Access(boolean anonymous, boolean allowPrivateUrls, Optional<String> proxyKey) implements Part {}

    /**
     * A port of its own for health and metrics, to everybody who reaches it.
     *
     * @param port
     *            0 picks a free one
     */
    public record Monitor(String host, int port) implements Part {}

    /**
     * Whom to send traces.
     *
     * @param collector
     *            where OTLP is spoken over HTTP, without the path of the signal, e.g. {@code http://collector:4318}
     * @param version
     *            of the program that sends
     */
    public record Telemetry(URI collector, String version) implements Part {}

    /**
     * What one caller may ask for.
     *
     * @param jsonBytes
     *            largest JSON body
     * @param uploadBytes
     *            largest uploaded file
     * @param headerBytes
     *            largest sum of a request's headers
     * @param connections
     *            open connections; further ones wait to be accepted
     * @param requests
     *            requests answered at the same time, streams included; further ones get 503
     * @param runs
     *            synchronous runs and run streams at the same time; further ones get 429
     * @param downloadBytes
     *            largest picture fetched by URL
     */
    public record Limits(long jsonBytes, long uploadBytes, int headerBytes, int connections, int requests, int runs,
            long downloadBytes) implements Part {}

    /**
     * How long things may take.
     *
     * @param idle
     *            silence of a connection, between requests or within a body, after which it is closed
     * @param body
     *            time for a body beyond what its size explains at 16 KiB/s
     * @param ping
     *            between comments of a silent event stream
     * @param earlyCommit
     *            of a synchronous run after which the answer starts with blanks, so that clients and proxies wait on
     * @param earlyCommitOkHttp
     *            the same for OkHttp, which gives up after 10 s of silence
     * @param drain
     *            for answers and runs under way when the server stops; longer runs go back to the queue
     * @param webhookAnswer
     *            for a webhook's receiver to answer the first attempt; later ones have twice as long
     * @param webhookRetries
     *            pauses before each further attempt
     */
    public record Timing(Duration idle, Duration body, Duration ping, Duration earlyCommit, Duration earlyCommitOkHttp,
            Duration drain, Duration webhookAnswer, List<Duration> webhookRetries) implements Part {
        public Timing withDrain(Duration value) {
            return new Timing(idle, body, ping, earlyCommit, earlyCommitOkHttp, value, webhookAnswer, webhookRetries);
        }
    }

    /**
     * How long things are kept.
     *
     * @param requests
     *            finished requests with their payloads
     * @param outputs
     *            produced files; empty: until deleted, unless the request says otherwise
     * @param uploads
     *            uploaded files; empty as above
     */
    public record Retention(Duration requests, Optional<Duration> outputs,
            Optional<Duration> uploads) implements Part {}

    /**
     * How requests are worked on.
     *
     * @param workers
     *            worker processes; 0 answers and queues only
     * @param timeLimit
     *            of one attempt
     * @param recycleAfter
     *            runs after which a worker process is replaced
     * @param subPaths
     *            paths below the endpoint that mean the same as the endpoint, e.g. {@code v1/fast}
     * @param lease
     *            how long a request is held by a process of which nothing is heard, before another one may run it
     */
    public record Work(int workers, Duration timeLimit, int recycleAfter, List<String> subPaths, Duration lease)
            implements
                Part {
        private static final Duration USUAL_LEASE = Duration.ofSeconds(30);

        /** With the usual lease. */
        public Work(int workers, Duration timeLimit, int recycleAfter, List<String> subPaths) {
            this(workers, timeLimit, recycleAfter, subPaths, USUAL_LEASE);
        }
    }

    /**
     * Where things are stored.
     *
     * @param store
     *            URL of the queue's store, see {@link dev.pixal3d.queue.Stores}
     * @param files
     *            URL of the files' bytes
     * @param reserve
     *            bytes of the disk that uploads and submissions leave free, for results and the database
     */
    public record Storage(URI store, URI files, long reserve) implements Part {}

    /**
     * What one key may have at the same time; all callers without a key count as one.
     *
     * @param running
     *            requests in progress; further ones wait and hold nobody up
     * @param queued
     *            requests in the queue; further ones get 429
     * @param storedBytes
     *            uploads and results; beyond it uploads and submissions get 507
     * @param requestsPerMinute
     *            submissions, runs and uploads; further ones get 429. Polls do not count
     */
    public record Quotas(int running, int queued, long storedBytes, int requestsPerMinute) implements Part {
        /** No bounds. */
        public static final Quotas NONE = new Quotas(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE,
                Integer.MAX_VALUE);
    }

    /** Loopback, port 8000, one worker, keys required. */
    public static ServerConfig defaults(Path dataDir) {
        return new ServerConfig(dataDir, new Network("127.0.0.1", 8000, Optional.empty(), false),
                new Access(false, false, Optional.empty()),
                new Limits(32L << 20, 2L << 30, 32 << 10, 20_000, 10_000, 64, 50L << 20),
                new Timing(Duration.ofSeconds(75), Duration.ofSeconds(60), Duration.ofSeconds(3),
                        Duration.ofSeconds(240), Duration.ofSeconds(6), Duration.ofSeconds(20), Duration.ofSeconds(15),
                        Stream.of(5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3000).map(Duration::ofSeconds).toList()),
                new Retention(Duration.ofDays(30), Optional.empty(), Optional.empty()),
                new Work(1, Duration.ofHours(1), 100, List.of()),
                new Storage(DataFolder.store(dataDir), DataFolder.files(dataDir), 256L << 20), Quotas.NONE,
                Optional.empty(), Optional.empty());
    }

    /** One of the parts that {@link #with} replaces. */
    public sealed interface Part permits Network, Access, Limits, Timing, Retention, Work, Storage, Quotas,
            Monitor, Telemetry {
        /** This one in place of another of the same kind; else the other one. */
        private <P extends Part> P instead(P other) {
            // a record's class is P's own: records are final
            @SuppressWarnings("unchecked")
            Class<P> kind = (Class<P>) other.getClass();
            return kind.isInstance(this) ? kind.cast(this) : other;
        }
    }

    /** The same with one part replaced. */
    public ServerConfig with(Part part) {
        return new ServerConfig(dataDir, part.instead(network), part.instead(access), part.instead(limits),
                part.instead(timing), part.instead(retention), part.instead(work), part.instead(storage),
                part.instead(quotas), part instanceof Monitor own ? Optional.of(own) : monitor,
                part instanceof Telemetry own ? Optional.of(own) : telemetry);
    }
}
