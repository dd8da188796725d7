// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import dev.pixal3d.server.config.ServerConfig;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * One request and its answer: all that handlers see of the HTTP server. Used by one thread. An answer is sent once, by
 * one of {@link #json}, {@link #bytes}, {@link #stream} or {@link #empty}.
 */
public final class Exchange implements AutoCloseable {
    private static final int GZIP_FROM = 1024;
    private static final int PIECE = 1 << 14;
    private static final int SMALL = 64 << 10;
    private static final Pattern CLOSE = Pattern.compile("(?i)(.*,)?\\s*close\\s*(,.*)?");
    private static final HeaderName REQUEST_ID = HeaderNames.create("x-fal-request-id");
    private static final Target NOWHERE = new Target(Area.SITE, List.of(), Map.of(), new Addresses("", false, "", ""));

    private final ServerRequest request;
    private final ServerResponse response;
    private final ConnectionPump connection;
    private final Duration bodyTime;
    private final BodyBudget.Share share;
    private Optional<BodyStream> body = Optional.empty();
    private boolean begun;
    private Target target;
    private boolean proxied;
    private Runnable whenDone = () -> {};

    /**
     * @param bodyTime
     *            see {@link ServerConfig.Timing#body}
     * @param budget
     *            for bodies that are held whole
     */
    public Exchange(ServerRequest request, ServerResponse response, ConnectionPump connection, Duration bodyTime,
            BodyBudget budget) {
        this.request = request;
        this.response = response;
        this.connection = connection;
        this.bodyTime = bodyTime;
        this.share = budget.new Share();
        this.target = NOWHERE;
    }

    /** Tells the exchange its place, once it is known. */
    public void at(Target place) { target = place; }

    /** Tells the exchange the place that the proxy endpoint found for it. */
    public void proxiedTo(Target place) {
        target = place;
        proxied = true;
    }

    /** Whether the request came through the proxy endpoint. */
    public boolean proxied() { return proxied; }

    /** What Helidon has read. */
    public ServerRequest request() { return request; }

    public Target target() { return target; }

    /** Watches the connection for the caller's leaving. */
    public ConnectionPump connection() { return connection; }

    public String method() { return request.prologue().method().text(); }

    public Optional<String> header(String name) { return request.headers().first(HeaderNames.create(name)); }

    /** Whether the connection ends with this answer. */
    public boolean closes() {
        return header("connection").filter(value -> CLOSE.matcher(value).matches()).isPresent()
                || response.headers().contains(HeaderValues.CONNECTION_CLOSE) || connection.old();
    }

    public boolean fromOkHttp() {
        return header("user-agent").orElse("").toLowerCase(Locale.ROOT).startsWith("okhttp/");
    }

    /** Refuses other methods than those named. */
    public void allow(String... methods) {
        for (String method : methods) if (method.equals(method())) return;
        throw Failure.methodNotAllowed(String.join(", ", methods));
    }

    /** The body as a stream that fails once it is longer than {@code limit} bytes or comes too slowly. */
    public InputStream body(long limit) {
        if (declared() > limit) throw tooLarge(limit);
        if (!hasBody()) return InputStream.nullInputStream();
        BodyStream stream = new BodyStream(request.content().inputStream(), limit, bodyTime, connection);
        body = Optional.of(stream);
        return stream;
    }

    private long declared() { return header("content-length").map(Exchange::length).orElse(-1L); }

    private boolean hasBody() { return declared() > 0 || header("transfer-encoding").isPresent(); }

    /** Whether bytes of the body are still to come: what comes next on the connection is no request. */
    private boolean unread() {
        return hasBody() && !body.map(BodyStream::ended).orElse(false);
    }

    /** Whether a body that nobody wanted is so short that reading it is cheaper than another connection. */
    private boolean worthReading() {
        return declared() > 0 && declared() <= SMALL && body.isEmpty();
    }

    /** Says before an answer is sent when it is the connection's last, because a body is left that is not read. */
    private void settle() {
        if (connection.old() || unread() && !worthReading()) set("connection", "close");
    }

    /**
     * Reads what is left of the body after the answer, so that the connection can be used again; false when it is too
     * much or does not come.
     */
    public boolean discardRest() {
        if (!unread()) return true;
        if (!worthReading()) return false;
        try (InputStream rest = new BodyStream(request.content().inputStream(), SMALL, ConnectionPump.DRAIN,
                connection)) {
            rest.skipNBytes(declared());
            return rest.read() < 0;
        } catch (IOException | Failure _) {
            return false;
        }
    }

    /** The whole body; its bytes count as in memory until the exchange is closed. */
    public byte[] bytes(long limit) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream(Math.clamp(declared(), 0, PIECE));
        byte[] piece = new byte[PIECE];
        try (InputStream in = body(limit)) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                share.take(n);
                whole.write(piece, 0, n);
            }
            return whole.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is done after the answer, when {@link #status} is what it was answered with. */
    public void whenDone(Runnable action) {
        whenDone = action;
    }

    /** Nothing holds the body any more. */
    @Override
    public void close() {
        share.close();
        whenDone.run();
    }

    public static Failure tooLarge(long limit) {
        return Failure.flat(413, "payload_too_large",
                "The body is too large (allowed %d bytes). Send a smaller body, or upload the file and send its URL."
                        .formatted(limit));
    }

    private static long length(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException _) {
            throw Failure.badRequest("Content-Length is not a number.");
        }
    }

    public void set(String name, String value) { response.header(name, value); }

    /** The id that the answer carries: of the model's request it is about, else one of its own. */
    public String id() {
        return response.headers().first(REQUEST_ID).orElse("");
    }

    public void json(int status, Object value) { text(status, "application/json", Json.bytes(value)); }

    /** Text that may be compressed. */
    public void text(int status, String type, byte[] body) {
        boolean zip = body.length >= GZIP_FROM && header("accept-encoding").orElse("").contains("gzip");
        set("vary", "accept-encoding");
        if (zip) set("content-encoding", "gzip");
        bytes(status, type, zip ? gzip(body) : body);
    }

    public void bytes(int status, String type, byte[] body) {
        set("content-type", type);
        settle();
        response.status(status(status));
        if (method().equals("HEAD")) {
            set("content-length", Integer.toString(body.length));
            response.send();
        } else {
            response.send(body);
        }
    }

    public void empty(int status) {
        settle();
        response.status(status(status));
        response.send();
    }

    /**
     * Starts an answer of a length yet unknown. Throws {@link UncheckedIOException} or the server's connection
     * exception on write when the caller has gone.
     */
    public OutputStream stream(int status, String type) {
        set("content-type", type);
        settle();
        response.status(status(status));
        begun = true;
        return response.outputStream();
    }

    /** Sends a failure, unless the answer has begun: then the connection is all that is left to break. */
    public void fail(Failure failure) {
        for (Map.Entry<String, String> header : failure.headers().entrySet()) set(header.getKey(), header.getValue());
        json(failure.status(), failure.body());
    }

    /** Sends the end of a streamed answer, which Helidon does only after a handler has returned in order. */
    public void complete() {
        if (response instanceof RoutingResponse routing) routing.commit();
    }

    /** Whether an answer was sent or begun, so that no other can be given. */
    public boolean sent() {
        return begun || response.isSent();
    }

    public int status() { return response.status().code(); }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** OkHttp and Node show the reason phrase; the JDK and Helidon know none for 499. */
    private static Status status(int code) {
        return code == 499 ? Status.create(499, "Client Closed Request") : Status.create(code);
    }

    public static byte[] utf8(String text) { return text.getBytes(StandardCharsets.UTF_8); }
}
