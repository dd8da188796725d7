// SPDX-License-Identifier: MIT
package dev.pixal3d.server.outbound;

import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.Timeout;

/**
 * Requests that this program makes to addresses it was given: pictures to fetch, webhooks to call. Only http and https,
 * no cookies, no proxy of the environment; unless allowed, only public addresses (checked for every hop, see
 * {@link PublicAddresses}). Apache's client is used because the JDK's resolves names out of reach. Thread-safe.
 *
 * <p>
 * Every call has a deadline by the clock that nothing a peer does can move: the call runs on a thread of its own, at
 * the deadline its connection is cut and the caller goes on. Threads of the platform, because a look-up of a name
 * blocks its carrier, and there are few of those. Connections are not reused: a host may close an idle one just as the
 * next request is sent, and a valid picture would fail; a handshake costs a hundredth of what a run takes.
 */
public final class Outbound implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    /** More than calls at the same time, so that nobody waits for another one's connection. */
    private static final int MAX_CONNECTIONS = 1000;

    private final DnsResolver names;
    private Optional<CloseableHttpClient> client = Optional.empty();

    /** Calls the addresses that names resolve to. */
    public Outbound(DnsResolver names) { this.names = names; }

    /** Calls public addresses, and, if allowed, others. */
    public static Outbound of(boolean allowPrivate) {
        return new Outbound(allowPrivate ? SystemDefaultDnsResolver.INSTANCE : new PublicAddresses());
    }

    /** Made at the first use: it reads all certificates of the JDK, a good part of a server's start. */
    private synchronized CloseableHttpClient client() {
        if (client.isEmpty()) client = Optional.of(create(names));
        return client.get();
    }

    private static CloseableHttpClient create(DnsResolver names) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setDnsResolver(names)
                        .setMaxConnTotal(MAX_CONNECTIONS).setMaxConnPerRoute(MAX_CONNECTIONS)
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom().setConnectTimeout(Timeout.of(CONNECT_TIME)).build())
                        .build())
                .setConnectionReuseStrategy((_, _, _) -> false).disableRedirectHandling().disableAutomaticRetries()
                .disableCookieManagement().disableAuthCaching().disableContentCompression()
                .setUserAgent("Mozilla/5.0 (compatible; Pixal3D)").build();
    }

    /** More bytes than allowed. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long limit) { super("more than " + limit + " bytes"); }
    }

    /** What one hop gave: bytes, or where to go on. */
    private sealed interface Hop {
        record Body(byte[] bytes) implements Hop {}

        record Redirect(String location) implements Hop {}
    }

    /** What is done with an answer. */
    private interface Reader<T> {
        T read(ClassicHttpResponse response) throws IOException;
    }

    /** A call on its way, which may be cut off at any moment. */
    private static final class Call {
        private Optional<HttpUriRequestBase> current = Optional.empty();
        private boolean over;

        synchronized void begin(HttpUriRequestBase request) throws IOException {
            if (over) throw new InterruptedIOException("cut off");
            current = Optional.of(request);
        }

        /** Closes the connection at once, without reading what may still come. */
        synchronized void end() {
            over = true;
            current.ifPresent(HttpUriRequestBase::cancel);
        }
    }

    /**
     * The bytes behind a URL, after at most {@value #MAX_REDIRECTS} redirects. Any 2xx is an answer.
     *
     * @param limit
     *            of bytes
     * @param time
     *            for all of it
     * @throws IOException
     *             when it cannot be fetched, with the reason; a {@link TooLargeException} when there are more bytes
     */
    public byte[] get(WebUrl url, long limit, Duration time) throws IOException {
        return within(time, call -> {
            WebUrl at = url;
            for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                HttpUriRequestBase get = request("GET", at, time);
                get.setHeader("Accept", "image/*, */*;q=0.5");
                switch (send(call, get, at, response -> read(response, limit))) {
                    case Hop.Body body -> { return body.bytes(); }
                    case Hop.Redirect redirect -> at = resolve(at, redirect.location());
                }
            }
            throw new IOException("more than " + MAX_REDIRECTS + " redirects");
        });
    }

    /**
     * Posts JSON and returns the status; redirects are not followed, the answer's body is not read.
     *
     * @param time
     *            until the answer's status and headers are there
     */
    public int post(WebUrl url, byte[] json, Map<String, String> headers, Duration time) throws IOException {
        return within(time, call -> {
            HttpUriRequestBase post = request("POST", url, time);
            headers.forEach(post::setHeader);
            post.setEntity(new ByteArrayEntity(json, ContentType.create("application/json")));
            return send(call, post, url, ClassicHttpResponse::getCode);
        });
    }

    /** What runs on its own thread until its deadline. */
    private interface Task<T> {
        T run(Call call) throws IOException;
    }

    private static <T> T within(Duration time, Task<T> task) throws IOException {
        Call call = new Call();
        FutureTask<T> result = new FutureTask<>(() -> task.run(call));
        Thread.ofPlatform().daemon().name("outbound").start(result);
        try {
            return result.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new IOException("took longer than %.3g s".formatted(time.toMillis() / 1000.0));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("cancelled");
        } catch (ExecutionException e) {
            throw told(e.getCause() == null ? e : e.getCause());
        } finally {
            call.end();
        }
    }

    /** A failure in words that tell the one who gave the address, and nothing of this machine's network. */
    private static IOException told(Throwable cause) {
        return switch (cause) {
            case PublicAddresses.PrivateAddressException e -> e;
            case TooLargeException e -> e;
            case UnknownHostException _ -> new IOException("the host's name cannot be resolved", cause);
            case ConnectException _ -> new IOException("the host does not accept connections", cause);
            case SSLException _ -> new IOException("no trusted TLS connection to the host", cause);
            case IOException e when e.getClass() == IOException.class -> e;
            case IOException e -> new IOException("the connection broke off", e);
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IOException(cause);
        };
    }

    private <T> T send(Call call, HttpUriRequestBase request, WebUrl url, Reader<T> reader) throws IOException {
        call.begin(request);
        HttpHost host = new HttpHost(url.scheme(), url.hostName(), url.connectPort());
        try {
            return reader.read(client().executeOpen(host, request, null));
        } finally {
            // first cut off: closing an answer would read it to its end
            request.cancel();
        }
    }

    private static HttpUriRequestBase request(String method, WebUrl url, Duration time) {
        HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create("/"));
        request.setScheme(url.scheme());
        request.setAuthority(new URIAuthority(url.hostName(), url.port().orElse(-1)));
        request.setPath(url.requestTarget());
        request.setHeader("Connection", "close");
        url.basicCredentials().ifPresent(value -> request.setHeader("Authorization", value));
        request.setConfig(RequestConfig.custom().setResponseTimeout(Timeout.of(time)).setRedirectsEnabled(false)
                .setConnectionRequestTimeout(Timeout.of(time)).build());
        return request;
    }

    private static Hop read(ClassicHttpResponse response, long limit) throws IOException {
        Header location = response.getFirstHeader("Location");
        if (response.getCode() / 100 == 3 && location != null) return new Hop.Redirect(location.getValue());
        if (response.getCode() / 100 != 2) throw new IOException("the server answered " + response.getCode());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (response.getEntity() == null) return new Hop.Body(bytes.toByteArray());
        if (response.getEntity().getContentLength() > limit) throw new TooLargeException(limit);
        InputStream in = response.getEntity().getContent();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes.write(buffer, 0, n);
            if (bytes.size() > limit) throw new TooLargeException(limit);
        }
        return new Hop.Body(bytes.toByteArray());
    }

    private static WebUrl resolve(WebUrl base, String location) throws IOException {
        try {
            return base.resolve(location);
        } catch (UrlException e) {
            throw new IOException("a redirect leads nowhere: " + e.getMessage());
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (client.isPresent()) client.get().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
