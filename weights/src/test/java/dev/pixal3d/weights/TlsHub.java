// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An encrypted endpoint that redirects everybody to one address. */
final class TlsHub implements AutoCloseable {
    private final HttpsServer server;
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    TlsHub(Path keys, String password, String elsewhere) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.getResponseHeaders().set("Location", elsewhere + "config.json");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
    }

    String url() { return "https://localhost:" + server.getAddress().getPort(); }

    List<String> tokens() { return tokens; }

    @Override
    public void close() { server.stop(0); }
}
