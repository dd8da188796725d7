// SPDX-License-Identifier: MIT
package dev.pixal3d.server.outbound;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Requests that this program makes to addresses it was given: pictures to fetch, webhooks to call. Only http and https,
 * no cookies, no credentials, no proxy of the environment; unless allowed, only public addresses (checked for every
 * hop, see {@link PublicAddresses}). Apache's client is used because the JDK's resolves names out of reach. Thread-safe.
 */
public final class Outbound implements AutoCloseable {
    private static final int MAX_REDIRECTS = 5;
    private static final int MAX_URL = 2048;

    private final boolean allowPrivate;
    private Optional<CloseableHttpClient> client = Optional.empty();

    public Outbound(boolean allowPrivate) { this.allowPrivate = allowPrivate; }

    /** Made at the first use: it reads all certificates of the JDK, a good part of a server's start. */
    private synchronized CloseableHttpClient client() {
        if (client.isEmpty()) client = Optional.of(create(allowPrivate));
        return client.get();
    }

    private static CloseableHttpClient create(boolean allowPrivate) {
        return HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(allowPrivate ? SystemDefaultDnsResolver.INSTANCE : new PublicAddresses())
                        .setMaxConnTotal(200).setMaxConnPerRoute(50)
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom().setConnectTimeout(Timeout.ofSeconds(10)).build())
                        .build())
                .disableRedirectHandling().disableAutomaticRetries().disableCookieManagement().disableAuthCaching()
                .disableContentCompression().setUserAgent("Mozilla/5.0 (compatible; Pixal3D)").build();
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

    /**
     * The bytes behind a URL, after at most {@value #MAX_REDIRECTS} redirects.
     *
     * @param limit
     *            of bytes
     * @param time
     *            for all of it
     * @throws IOException
     *             when it cannot be fetched, with the reason; a {@link TooLargeException} when there are more bytes
     */
    public byte[] get(String url, long limit, Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        URI uri = checked(url);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpGet get = new HttpGet(uri);
            get.setConfig(config(Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()))));
            get.setHeader("Accept", "image/*, */*;q=0.5");
            switch (client().execute(get, response -> read(response, limit, end))) {
                case Hop.Body body -> { return body.bytes(); }
                case Hop.Redirect redirect -> uri = checked(resolve(uri, redirect.location()));
            }
        }
        throw new IOException("more than " + MAX_REDIRECTS + " redirects");
    }

    /**
     * Posts JSON and returns the status; redirects are not followed.
     *
     * @param time
     *            until the answer begins
     */
    public int post(String url, byte[] json, Map<String, String> headers, Duration time) throws IOException {
        HttpPost post = new HttpPost(checked(url));
        post.setConfig(config(time));
        headers.forEach(post::setHeader);
        post.setEntity(new ByteArrayEntity(json, ContentType.create("application/json")));
        return client().execute(post, ClassicHttpResponse::getCode);
    }

    private static Hop read(ClassicHttpResponse response, long limit, long end) throws IOException {
        Header location = response.getFirstHeader("Location");
        if (response.getCode() / 100 == 3 && location != null) return new Hop.Redirect(location.getValue());
        if (response.getCode() != 200) throw new IOException("the server answered " + response.getCode());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (response.getEntity() == null) return new Hop.Body(bytes.toByteArray());
        if (response.getEntity().getContentLength() > limit) throw new TooLargeException(limit);
        InputStream in = response.getEntity().getContent();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes.write(buffer, 0, n);
            if (bytes.size() > limit) throw new TooLargeException(limit);
            if (System.nanoTime() > end) throw new IOException("the download took too long");
        }
        return new Hop.Body(bytes.toByteArray());
    }

    private static RequestConfig config(Duration time) {
        return RequestConfig.custom().setResponseTimeout(Timeout.of(time)).setRedirectsEnabled(false)
                .setConnectionRequestTimeout(Timeout.of(time)).build();
    }

    private static String resolve(URI base, String location) throws IOException {
        try {
            return base.resolve(new URI(location)).toString();
        } catch (URISyntaxException _) {
            throw new IOException("the redirect leads to something that is no URL");
        }
    }

    private static URI checked(String url) throws IOException {
        if (url.length() > MAX_URL) throw new IOException("the URL is longer than " + MAX_URL + " characters");
        try {
            URI uri = new URI(url);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            if (!scheme.equals("http") && !scheme.equals("https")) throw new IOException("not an http or https URL");
            if (uri.getHost() == null) throw new IOException("the URL has no host");
            return uri;
        } catch (URISyntaxException _) {
            throw new IOException("not a URL");
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
