// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server under attack: {@code pixal3d serve} as a process of its own with little memory and few handles. */
final class AttackTarget implements AutoCloseable {
    static final int HANDLES = 4096;
    private static final int TIMEOUT = 60_000;

    private final Process process;
    private final int port;
    private final String key;

    /** An answer, headers in lower case. */
    record Answer(int status, String head, String body) {
        /** The text value of a JSON member. */
        String member(String name) {
            Matcher match = Pattern.compile("\"" + name + "\":\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(body);
            return match.find() ? match.group(1).replace("\\\"", "") : "";
        }
    }

    AttackTarget(Path data, String... options) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + HANDLES + " && exec \"$@\"", "sh",
                java, "-Xmx1g", "-XX:+ExitOnOutOfMemoryError", "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-cp",
                System.getProperty("java.class.path"), "dev.pixal3d.cli.Main", "serve", "--port", "0", "--data",
                data.toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command).redirectError(data.resolveSibling(data.getFileName() + ".log").toFile())
                .start();
        BufferedReader out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String url = out.readLine();
        String secret = out.readLine();
        if (url == null || secret == null) throw new IOException("the server did not start, see its log in " + data);
        port = Integer.parseInt(url.replaceFirst(".*:", ""));
        key = secret;
    }

    boolean alive() { return process.isAlive(); }

    int port() { return port; }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT);
        return socket;
    }

    /** The head of a request with the key; {@code headers} end with line breaks. */
    String head(String method, String path, String headers) {
        return "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Key %s\r\n%s\r\n".formatted(method, path, port,
                key, headers);
    }

    Answer call(String method, String path, byte[] body) throws IOException {
        try (Socket socket = connect()) {
            return call(socket, method, path, body);
        }
    }

    Answer call(String method, String path, String body) throws IOException {
        return call(method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer call(Socket socket, String method, String path, byte[] body) throws IOException {
        String at = path.replaceFirst("^http://[^/]*", "");
        socket.getOutputStream().write(head(method, at, "Connection: close\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return read(socket);
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
