// SPDX-License-Identifier: MIT
package dev.pixal3d.server.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to peers that mean no good, over real sockets. Every name leads to this machine. */
@Timeout(60)
class OutboundTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

    /** What a peer does with a connection. */
    private interface Manner {
        void serve(String head, OutputStream out) throws IOException;
    }

    /** Every name is this machine, except one that there is not. */
    private static final class Loopback implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            if (host.equals("none.example")) throw new UnknownHostException(host);
            return new InetAddress[]{InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) { return host; }
    }

    private final Outbound outbound = new Outbound(new Loopback());
    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final ServerSocket listener = listen();

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        outbound.close();
        listener.close();
    }

    private WebUrl url(String text) throws UrlException {
        return WebUrl.parse(text.replace("PORT", Integer.toString(listener.getLocalPort())));
    }

    private void serve(Manner manner) {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket, manner));
                }
            } catch (IOException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void serve(Socket socket, Manner manner) {
        try (socket) {
            String head = head(socket.getInputStream());
            heads.add(head);
            manner.serve(head, socket.getOutputStream());
        } catch (IOException _) {
            cut.countDown();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) break;
            head.append((char) b);
        }
        return head.toString();
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    /** A byte now and then, for ever: no wait between two bytes is long. */
    private static void drip(OutputStream out) throws IOException {
        while (true) {
            send(out, "x");
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** Ways never to come to an end. */
    enum Drip {
        STATUS {
            @Override
            void serve(OutputStream out) throws IOException { drip(out); }
        },
        HEADERS {
            @Override
            void serve(OutputStream out) throws IOException {
                send(out, "HTTP/1.1 200 OK\r\nX: ");
                drip(out);
            }
        },
        MANY_HEADERS {
            @Override
            void serve(OutputStream out) throws IOException {
                send(out, "HTTP/1.1 200 OK\r\n");
                while (true) {
                    send(out, "X: y\r\n");
                    LockSupport.parkNanos(10_000_000);
                }
            }
        },
        INTERIM {
            @Override
            void serve(OutputStream out) throws IOException {
                while (true) {
                    send(out, "HTTP/1.1 102 Processing\r\n\r\n");
                    LockSupport.parkNanos(10_000_000);
                }
            }
        };

        abstract void serve(OutputStream out) throws IOException;
    }

    private void assertCut() throws InterruptedException {
        assertThat(cut.await(30, TimeUnit.SECONDS)).as("the peer's connection is closed").isTrue();
    }

    @ParameterizedTest
    @EnumSource(Drip.class)
    void anAnswerThatNeverBeginsEndsAtTheDeadline(Drip drip) throws Exception {
        serve((_, out) -> drip.serve(out));
        assertThatThrownBy(() -> outbound.get(url("http://h:PORT/"), 1 << 20, SHORT)).isInstanceOf(IOException.class)
                .hasMessageContaining("took longer than 0.5");
        assertCut();
    }

    @ParameterizedTest
    @EnumSource(Drip.class)
    void aReceiverThatNeverAnswersIsLeftAtTheDeadline(Drip drip) throws Exception {
        serve((_, out) -> drip.serve(out));
        assertThatThrownBy(() -> outbound.post(url("http://h:PORT/"), new byte[]{'1'}, Map.of(), SHORT))
                .isInstanceOf(IOException.class).hasMessageContaining("took longer than 0.5");
        assertCut();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nfffff\r\n", "\r\n"})
    void aBodyThatNeverEndsIsCutAtTheDeadline(String framing) throws Exception {
        serve((_, out) -> {
            send(out, "HTTP/1.1 200 OK\r\n" + framing);
            drip(out);
        });
        assertThatThrownBy(() -> outbound.get(url("http://h:PORT/"), 2 << 20, SHORT)).isInstanceOf(IOException.class)
                .hasMessageContaining("took longer than 0.5");
        assertCut();
    }

    @Test
    void aReceiversBodyIsNotRead() throws Exception {
        serve((_, out) -> {
            send(out, "HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n");
            drip(out);
        });
        assertThat(outbound.post(url("http://h:PORT/"), new byte[]{'1'}, Map.of("A", "b"), LONG)).isEqualTo(202);
        assertThat(heads.take()).contains("A: b\r\n", "Content-Type: application/json\r\n");
        assertCut();
    }

    @Test
    void whatIsTooLongIsNotReadOn() throws Exception {
        serve((_, out) -> {
            send(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
            drip(out);
        });
        assertThatThrownBy(() -> outbound.get(url("http://h:PORT/"), 10, LONG))
                .isInstanceOf(Outbound.TooLargeException.class);
        assertCut();
    }

    @Test
    void aHostThatClosesItsConnectionsAfterEachAnswerIsCalledAgain() throws Exception {
        serve((_, out) -> send(out, OK)); // keep-alive by its headers, closed all the same
        for (int i = 0; i < 5; i++) {
            assertThat(outbound.get(url("http://h:PORT/" + i), 10, LONG)).hasSize(2);
            assertThat(heads.take()).startsWith("GET /" + i + " ");
        }
    }

    @ParameterizedTest
    @CsvSource({"200,true", "201,true", "203,true", "206,true", "299,true", "304,false", "404,false", "500,false"})
    void anySuccessIsAnAnswer(int status, boolean fine) throws Exception {
        serve((_, out) -> send(out, OK.replace("200 OK", status + " X")));
        if (fine) assertThat(outbound.get(url("http://h:PORT/"), 10, LONG)).isEqualTo(new byte[]{'h', 'i'});
        else assertThatThrownBy(() -> outbound.get(url("http://h:PORT/"), 10, LONG)).hasMessageContaining("" + status);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {"http://a_b.example:PORT/x|y[1]{2} /x%7Cy%5B1%5D%7B2%7D a_b.example:PORT",
            "http://-a-.example:PORT/%7e/%zz?q=a|b&c[]=%C3 /%7e/%zz?q=a%7Cb&c%5B%5D=%C3 -a-.example:PORT",
            "http://b\u00fccher.example:PORT/\u00fc /%C3%BC xn--bcher-kva.example:PORT",
            "http://[::1]:PORT/ / [::1]:PORT", "http://a..b.example:PORT ! !", "http://u:p%40@h:PORT? /? h:PORT"})
    void whatIsReadCanBeSent(String text, String target, String host) throws Exception {
        serve((_, out) -> send(out, OK));
        if (target.equals("!")) {
            assertThatThrownBy(() -> url(text)).isInstanceOf(UrlException.class);
            return;
        }
        outbound.get(url(text), 10, LONG);
        String head = heads.take();
        assertThat(head).startsWith("GET " + target + " HTTP/1.1\r\n")
                .contains("\r\nHost: " + host.replace("PORT", Integer.toString(listener.getLocalPort())) + "\r\n");
        assertThat(head.contains("Authorization: Basic dTpwQA==")).isEqualTo(text.contains("u:p"));
    }

    @Test
    void passwordsStayWithTheirHost() throws Exception {
        serve((head, out) -> {
            String next = head.startsWith("GET /same ") ? "http://other.example:PORT/" : "same";
            if (head.startsWith("GET / ")) send(out, OK);
            else
                send(out, "HTTP/1.1 302 Found\r\nLocation: "
                        + next.replace("PORT", Integer.toString(listener.getLocalPort()))
                        + "\r\nContent-Length: 0\r\n\r\n");
        });
        outbound.get(url("http://u:p@h:PORT/first"), 10, LONG);
        assertThat(heads.take()).contains("Authorization: ");
        assertThat(heads.take()).startsWith("GET /same ").contains("Authorization: ");
        assertThat(heads.take()).startsWith("GET / ").doesNotContain("Authorization: ");
    }

    @Test
    void failuresAreToldWithoutAddresses() throws Exception {
        serve((_, out) -> send(out, "\u0000\u0001nonsense\r\n\r\n"));
        int closed;
        try (ServerSocket other = new ServerSocket(0)) {
            closed = other.getLocalPort();
        }
        for (String text : new String[]{"http://none.example/", "http://h:" + closed + "/", "https://h:PORT/",
                "http://h:PORT/"}) {
            assertThatThrownBy(() -> outbound.get(url(text), 10, Duration.ofSeconds(5))).as(text)
                    .isInstanceOf(IOException.class).message().doesNotContain("127.0.0.1", "org.apache", "Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1/", "http://0177.1/", "http://2130706433/", "http://[::1]/",
            "http://[::ffff:10.1.2.3]/", "http://localhost/", "http://a.localhost./", "http://168.63.129.16/",
            "http://169.254.169.254/", "http://0/", "http://\uff11\uff12\uff17.0.0.1/", "http://%31%32%37.1/"})
    void privateAddressesAreKnownWithoutALookUp(String text) throws UrlException {
        assertThat(PublicAddresses.refusal(WebUrl.parse(text))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://8.8.8.8/", "http://example.com/", "http://[2606:4700::1111]/",
            "http://localhost.com"})
    void otherAddressesAreNot(String text) throws UrlException {
        assertThat(PublicAddresses.refusal(WebUrl.parse(text))).isEmpty();
    }
}
