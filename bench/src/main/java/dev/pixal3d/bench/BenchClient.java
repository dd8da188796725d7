// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One kept-alive connection over a plain socket, to stay out of the way of what is measured. */
final class BenchClient implements AutoCloseable {
    static final String BASE = "/queue/fal-ai/pixal3d";
    private static final String INPUT = "{\"image_url\":\"https://example.com/picture.png\",\"seed\":42}";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");

    private final Socket socket;
    private final String key;
    private final DataInputStream in;

    BenchClient(BenchServer server, String key) throws IOException {
        this.key = key;
        socket = new Socket("127.0.0.1", server.port());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** What comes back, as it comes. */
    DataInputStream in() { return in; }

    void send(String method, String path, String body) throws IOException {
        socket.getOutputStream().write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Key "
                + key + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(
                        StandardCharsets.US_ASCII));
    }

    /** The answer's body; fails with the answer when its status is not a good one. */
    String call(String method, String path, String body) throws IOException {
        send(method, path, body);
        StringBuilder head = new StringBuilder(512);
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4)
            head.append((char) in.readByte());
        Matcher length = LENGTH.matcher(head);
        if (!length.find()) throw new IOException(head.toString());
        byte[] answer = new byte[Integer.parseInt(length.group(1))];
        in.readFully(answer);
        String text = new String(answer, StandardCharsets.UTF_8);
        if (head.charAt(9) != '2') throw new IOException(head + text);
        return text;
    }

    /** The id of a new request. */
    String submit() throws IOException {
        String answer = call("POST", BASE, INPUT);
        int at = answer.indexOf("\"request_id\":\"") + 14;
        return answer.substring(at, at + 36);
    }

    void status(String id) throws IOException { call("GET", BASE + "/requests/" + id + "/status?logs=0", ""); }

    /** Asks for a request's status stream; what comes is in {@link #in}. */
    void stream(String id) throws IOException {
        send("GET", BASE + "/requests/" + id + "/status/stream", "");
    }

    @Override
    public void close() throws IOException { socket.close(); }
}
