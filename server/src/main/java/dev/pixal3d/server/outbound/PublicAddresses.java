// SPDX-License-Identifier: MIT
package dev.pixal3d.server.outbound;

import dev.pixal3d.server.url.WebUrl;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves names to public addresses only, so that a caller cannot reach the machine's own network through the server.
 * The connection is made to the very addresses that were checked, so a name that changes between check and use
 * (DNS rebinding) gains nothing. Address literals come through here too.
 */
public final class PublicAddresses extends SystemDefaultDnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = super.resolve(host);
        for (InetAddress address : addresses) { if (!isPublic(address)) { throw new PrivateAddressException(host); } }
        return addresses;
    }

    /**
     * Why an address can be refused before any name is looked up; empty when it cannot.
     *
     * @return a sentence for the one who gave it
     */
    public static Optional<String> refusal(WebUrl url) {
        String name = url.host().endsWith(".") ? url.host().substring(0, url.host().length() - 1) : url.host();
        boolean local = name.equals("localhost") || name.endsWith(".localhost");
        boolean open = !local && url.literal().map(PublicAddresses::isPublic).orElse(true);
        return open ? Optional.empty() : Optional.of(notPublic(url.host()));
    }

    /** A name that leads to an address of a private network. */
    public static final class PrivateAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        PrivateAddressException(String host) { super(notPublic(host)); }
    }

    private static String notPublic(String host) {
        return host + ": leads to an address that is not public. Use a public URL, or allow private ones in the"
                + " server's configuration.";
    }

    public static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
                || address.isSiteLocalAddress() || address.isMulticastAddress()) {
            return false;
        }
        byte[] b = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(b, 0) : isPublic6(b);
    }

    private static boolean isPublic4(byte[] b, int at) {
        int a = b[at] & 0xff;
        int second = b[at + 1] & 0xff;
        int third = b[at + 2] & 0xff;
        boolean shared = a == 100 && second >= 64 && second < 128;
        boolean special = a == 0 || a == 10 || a == 127 || a >= 224 || a == 169 && second == 254
                || a == 172 && second >= 16 && second < 32 || a == 192 && second == 168
                || a == 192 && second == 0 && (third == 0 || third == 2) || a == 192 && second == 88 && third == 99
                || a == 198 && (second == 18 || second == 19) || a == 198 && second == 51 && third == 100
                || a == 203 && second == 0 && third == 113;
        // a cloud's own agent on a public-looking address: it hands out the machine's configuration
        boolean agent = a == 168 && second == 63 && third == 129 && (b[at + 3] & 0xff) == 16;
        return !shared && !special && !agent;
    }

    /** Global unicast only; addresses that embed an IPv4 one (NAT64, 6to4, Teredo, mapped) are refused. */
    private static boolean isPublic6(byte[] b) {
        boolean global = (b[0] & 0xe0) == 0x20;
        boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
        boolean special = b[0] == 0x20 && b[1] == 0x01 && (b[2] == 0 || b[2] == 0x0d && (b[3] & 0xff) == 0xb8);
        return global && !sixToFour && !special;
    }
}
