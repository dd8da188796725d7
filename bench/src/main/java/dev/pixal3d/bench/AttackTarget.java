// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** The server under attack: {@code pixal3d serve} as a process of its own with little memory and few handles. */
final class AttackTarget implements AutoCloseable {
    static final int HANDLES = 4096;
    static final String QUEUE = "/queue/fal-ai/pixal3d";
    private static final int TIMEOUT = 120_000;

    private final Process process;
    private final Path data;
    private final int port;
    private final String key;

    /** An answer, headers in lower case. */
    record Answer(int status, String head, String body) {
        /** The text value of a JSON member. */
        String member(String name) {
            Matcher match = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(body);
            return match.find() ? match.group(1).replace("\\\"", "") : "";
        }

        /** Fails on another status; in a few words else. */
        String expect(int wanted) throws IOException {
            if (status == wanted) return "answered " + status;
            throw new IOException("answered %d, not %d: %s".formatted(status, wanted,
                    body.length() > 200 ? body.substring(0, 200) : body));
        }
    }

    /**
     * @param key
     *            of a server that was started before; empty for the first start, which prints one
     */
    AttackTarget(Path data, String key, List<String> options) throws IOException {
        this.data = data;
        process = start(data, options);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String url = out.readLine();
        String secret = key.isEmpty() ? out.readLine() : key;
        if (url == null || secret == null)
            throw new IOException("the server did not start: " + Files.readString(log(data)));
        port = Integer.parseInt(url.replaceFirst(".*:", ""));
        this.key = secret;
    }

    private static Process start(Path data, List<String> options) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + HANDLES + " && exec \"$@\"", "sh",
                java, "-Xmx1g", "-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), "dev.pixal3d.cli.Main", "serve", "--port", "0", "--data",
                data.toString()));
        command.addAll(options);
        return new ProcessBuilder(command).redirectError(log(data).toFile()).start();
    }

    private static Path log(Path data) { return data.resolveSibling(data.getFileName() + ".log"); }

    /** What a server says that refuses to start. */
    static String refusal(Path data, List<String> options) throws IOException, InterruptedException {
        Process process = start(data, options);
        try {
            if (process.inputReader().readLine() != null) throw new IOException("it started");
            process.waitFor();
            return Files.readString(log(data));
        } finally {
            process.destroyForcibly();
        }
    }

    boolean alive() { return process.isAlive(); }

    int port() { return port; }

    Path data() { return data; }

    /** The administrator's. */
    String key() { return key; }

    /** A new key without administration. */
    String newKey() throws IOException {
        Answer made = call("POST", "/v1/keys", "{\"scope\":\"API\"}");
        if (made.member("key").isEmpty()) throw new IOException("no key was made: " + made.body());
        return made.member("key");
    }

    /** Kills every worker process; how many there were. */
    long killWorkers() {
        return process.children().filter(ProcessHandle::destroyForcibly).count();
    }

    /** A picture of an object, as a data URI. */
    static String picture() throws IOException {
        BufferedImage image = new BufferedImage(256, 256, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.ORANGE);
        pen.fillOval(48, 48, 160, 160);
        pen.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT);
        return socket;
    }

    /** The path of a URL of this server. */
    static String path(String url) {
        return url.replaceFirst("^http://[^/]*", "");
    }

    /** A key's header line. */
    static String authorization(String key) { return "Authorization: Key " + key + "\r\n"; }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a request with the key; {@code headers} end with line breaks. */
    String head(String method, String path, String headers) {
        return head("127.0.0.1:" + port, method, path, authorization(key) + headers);
    }

    private static String head(String host, String method, String path, String headers) {
        return "%s %s HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(method, path, host, headers);
    }

    Answer call(String method, String path, byte[] body) throws IOException {
        return callAs(authorization(key), method, path, body);
    }

    Answer call(String method, String path, String body) throws IOException {
        return call(method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A call with these header lines and no key beside them. */
    Answer callAs(String headers, String method, String path, String body) throws IOException {
        return callAs(headers, method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer callAs(String headers, String method, String path, byte[] body) throws IOException {
        return exchange(head("127.0.0.1:" + port, method, path(path), headers + described(body)), body);
    }

    /** A call without a key, under another name of this server. */
    Answer atHost(String host, String method, String path) throws IOException {
        return exchange(head(host, method, path, described(new byte[0])), new byte[0]);
    }

    private static String described(byte[] body) {
        return "Connection: close\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n";
    }

    private Answer exchange(String head, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            return read(socket);
        }
    }

    /** All that comes until the connection ends. */
    static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        socket.getInputStream().transferTo(all);
        String text = all.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 12) throw new IOException("no answer");
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end).toLowerCase(Locale.ROOT),
                text.substring(end + 4));
    }

    /** Waits until an accepted request has ended; its type of error, empty when it has none. */
    String ended(Answer submitted, int seconds) throws IOException {
        submitted.expect(200);
        long start = System.nanoTime();
        while (true) {
            Answer status = call("GET", submitted.member("status_url"), "");
            if (status.member("status").equals("COMPLETED")) return status.member("error_type");
            if ((System.nanoTime() - start) / 1e9 > seconds) {
                throw new IOException("not ended after " + seconds + " s: " + status.body());
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    /** Milliseconds until the server says that it is there. */
    double health() throws IOException {
        long start = System.nanoTime();
        int status = call("GET", "/health/live", "").status();
        if (status != 200) throw new IOException("health answered " + status);
        return (System.nanoTime() - start) / 1e6;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
