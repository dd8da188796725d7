// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The URL standard's rules, a table for each part of an address; {@code ~} stands for a blank in the tables. */
class WebUrlTest {
    private static final List<String> SEEDS = List.of("http://user:pass@example.com:8080/a/b.png?x=1&y=%20#f",
            "https://[2001:db8::1]:8443/%7Euser/./../x", "http://0x7f.1/a|b[1]{2}", "HTTP:\\\\ex%41mple.COM\\a",
            "http://b\u00fccher.example/\u00fc?\u20ac", " http://3232235777/ ");
    private static final String ALPHABET = "0123456789abcdefxABF:/\\?#@[]%.|{}^`'\" "
            + "<>~!$&()*+,;=-_\t\n\u0001\u00e4\u3002"
            + "\uff0e\u00df\ud83d\u200b";

    private static String normal(String text) throws UrlException {
        return WebUrl.parse(text.replace('~', ' ')).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '\u00a6', value = {
            // blanks around, tabs and line breaks within, letter case
            "~~http://example.com/a~~\u00a6http://example.com/a", "HTTP://EXAMPLE.com\u00a6http://example.com/",
            // slashes of any number and direction
            "http:example.com/a\u00a6http://example.com/a", "http:/example.com\u00a6http://example.com/",
            "https:////example.com/a\u00a6https://example.com/a",
            "http:\\\\example.com\\a\\b\u00a6http://example.com/a/b",
            // ports
            "http://h:80/\u00a6http://h/", "https://h:443\u00a6https://h/", "http://h:443/\u00a6http://h:443/",
            "http://h:/a\u00a6http://h/a", "http://h:0008080/\u00a6http://h:8080/",
            "http://h:65535/\u00a6http://h:65535/",
            // user and password
            "http://u@h/\u00a6http://u@h/", "http://u:p@h/\u00a6http://u:p@h/", "http://:p@h/\u00a6http://:p@h/",
            "http://@h/\u00a6http://h/", "http://a@b@h/\u00a6http://a%40b@h/", "http://u:p:q@h/\u00a6http://u:p%3Aq@h/",
            "http://u|~:p^@h/\u00a6http://u%7C%20:p%5E@h/",
            // paths: what is left alone, what is escaped, dots
            "http://h/a|b[1]\u00a6http://h/a|b[1]", "http://h/{a}`\"<>\u00a6http://h/%7Ba%7D%60%22%3C%3E",
            "http://h/a~b\u00a6http://h/a%20b", "http://h/%41%zz%\u00a6http://h/%41%zz%",
            "http://h/\u00fc\u20ac\u00a6http://h/%C3%BC%E2%82%AC", "http://h/a/./b/../c\u00a6http://h/a/c",
            "http://h/a/..\u00a6http://h/", "http://h/../../a\u00a6http://h/a", "http://h/a/%2E%2e/b\u00a6http://h/b",
            "http://h/a/%2e\u00a6http://h/a/", "http://h/a/...\u00a6http://h/a/...",
            "http://h//a///b\u00a6http://h//a///b",
            "http://h/a;b=c,d:e@f!$&'()*+=\u00a6http://h/a;b=c,d:e@f!$&'()*+=",
            // queries and fragments
            "http://h?a=b\u00a6http://h/?a=b", "http://h/?\u00a6http://h/?",
            "http://h/?a|b={c}[d]^`\u00a6http://h/?a|b={c}[d]^`",
            "http://h/?a~b\"'<>\u00a6http://h/?a%20b%22%27%3C%3E", "http://h/?q=\u00fc\u00a6http://h/?q=%C3%BC",
            "http://h/?a?b/c\\d\u00a6http://h/?a?b/c\\d", "http://h/a#b?c\u00a6http://h/a",
            "http://h#/a\u00a6http://h/",
            "http://h/?a=%2F%2f%7c\u00a6http://h/?a=%2F%2f%7c",
            // names
            "http://a_b.example/\u00a6http://a_b.example/", "http://-a-.b/\u00a6http://-a-.b/",
            "http://example.com./\u00a6http://example.com./", "http://ex%41mple.com/\u00a6http://example.com/",
            "http://b\u00fccher.example/\u00a6http://xn--bcher-kva.example/",
            "http://B\u00dcCHER.example/\u00a6http://xn--bcher-kva.example/",
            "http://fa\u00df.de/\u00a6http://xn--fa-hia.de/",
            "http://\u4f8b\u3048.\u30c6\u30b9\u30c8/\u00a6http://xn--r8jz45g.xn--zckzah/",
            "http://\ud83d\udca9.la/\u00a6http://xn--ls8h.la/",
            "http://\uff47\uff4f.com\u3002uk/\u00a6http://go.com.uk/",
            "http://ex\u00adample.com/\u00a6http://example.com/", "http://\u2460.example/\u00a6http://1.example/",
            "http://h!\"$&'()*+,;={}`/\u00a6http://h!\"$&'()*+,;={}`/",
            // IPv4 in all its forms
            "http://127.0.0.1/\u00a6http://127.0.0.1/", "http://127.1/\u00a6http://127.0.0.1/",
            "http://2130706433/\u00a6http://127.0.0.1/", "http://0x7F.0.0.1/\u00a6http://127.0.0.1/",
            "http://0177.0.0.01/\u00a6http://127.0.0.1/", "http://0x7f000001/\u00a6http://127.0.0.1/",
            "http://017700000001/\u00a6http://127.0.0.1/", "http://127.0x1/\u00a6http://127.0.0.1/",
            "http://127.0.0.1./\u00a6http://127.0.0.1/", "http://0/\u00a6http://0.0.0.0/",
            "http://192.168.257/\u00a6http://192.168.1.1/",
            "http://%31%32%37.0.0.1/\u00a6http://127.0.0.1/", "http://\uff11\uff12\uff17.0.0.1/\u00a6http://127.0.0.1/",
            "http://4294967295/\u00a6http://255.255.255.255/",
            // IPv6
            "http://[::1]/\u00a6http://[::1]/", "http://[0:0:0:0:0:0:0:1]:80/\u00a6http://[::1]/",
            "http://[2001:DB8:0:0:1:0:0:1]/\u00a6http://[2001:db8::1:0:0:1]/", "http://[::]/\u00a6http://[::]/",
            "http://[::ffff:127.0.0.1]/\u00a6http://[::ffff:7f00:1]/",
            "http://[::ffff:7f00:1]/\u00a6http://[::ffff:7f00:1]/",
            "http://[64:ff9b::10.0.0.1]/\u00a6http://[64:ff9b::a00:1]/",
            "http://[1:2:3:4:5:6:7:0]/\u00a6http://[1:2:3:4:5:6:7:0]/"})
    void whatLoadersAcceptIsNormalised(String given, String expected) throws UrlException {
        assertThat(normal(given)).isEqualTo(expected.strip());
    }

    @Test
    void lineBreaksAndTabsAreDropped() throws UrlException {
        assertThat(normal("ht\ttp://exa\nmple.com/a\r\nb")).isEqualTo("http://example.com/ab");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "nonsense", "//h/a", "/a", "http:", "http://", "http:///", "http://?a",
            "http://#a",
            "http://u@/", "http://:80/", "http://u:p@:80/", "ftp://h/", "file:///etc/passwd", "gopher://h",
            "javascript:a",
            "data:,a", "ws://h/", "1http://h/", "http://h:0/", "http://h:65536/", "http://h:99999999999999999999/",
            "http://h:8a/", "http://h:-1/", "http://h:80:80/", "http://a~b/", "http://a%20b/", "http://a%00b/",
            "http://a<b/", "http://a^b/", "http://a|b/", "http://a%2fb/", "http://a%5cb/", "http://a%3ab/", "http://%/",
            "http://%zz/", "http://%ff/", "http://a%7fb/", "http://a\u00a0b/", "http://\u202eb/", "http://\ufffd/",
            "http://\ue000/", "http://256.0.0.1/", "http://1.2.3.4.5/", "http://09/", "http://4294967296/",
            "http://1.2.3.256/",
            "http://0x100000000/", "http://1..2/", "http://a.1/", "http://foo.0x/", "http://127.0.0.0x1g.1/",
            "http://a..b/",
            "http://.a/", "http://a../", "http://[::1/", "http://::1]/", "http://[::1]a/", "http://[]/", "http://[1]/",
            "http://[1:2:3:4:5:6:7:8:9]/", "http://[::1%25eth0]/", "http://[::1%eth0]/", "http://[127.0.0.1]/",
            "http://[::12345]/", "http://[:1]/", "http://[::127.0.0]/", "http://[::g]/", "http://[v1.a]/"})
    void whatNoRequestCanReachIsRefused(String text) {
        assertThatThrownBy(() -> normal(text)).isInstanceOf(UrlException.class).message().isNotBlank();
    }

    @Test
    void lengthsAreBounded() throws UrlException {
        String label = "a".repeat(63);
        assertThat(normal("http://" + label + ".b/")).contains(label);
        String long254 = String.join(".", label, label, label, "a".repeat(62));
        for (String text : List.of("http://" + label + "a/", "http://" + long254 + "/", "http://h/" + "a".repeat(8192),
                "http://" + "\u00fc".repeat(4000) + "/")) {
            assertThatThrownBy(() -> WebUrl.parse(text)).isInstanceOf(UrlException.class);
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "", value = {"b,http://h:81/x/b", "./b,http://h:81/x/b", "../b,http://h:81/b",
            "/b,http://h:81/b",
            "\\b,http://h:81/b", "?b,http://h:81/x/y?b", "#b,http://h:81/x/y?q", "//g/b,http://g/b",
            "\\\\g/b,http://g/b",
            "/\\g,http://g/", "http:b,http://h:81/x/b", "http:/b,http://h:81/b", "http://g,http://g/",
            "https:g/b,https://g/b",
            "a b|c,http://h:81/x/a%20b|c", "..,http://h:81/", "a?b=c/../d,http://h:81/x/a?b=c/../d", "///g,http://g/"})
    void redirectsAreResolved(String location, String expected) throws UrlException {
        assertThat(WebUrl.parse("http://h:81/x/y?q").resolve(location)).hasToString(expected);
    }

    @Test
    void anEmptyLocationIsTheSameAddress() throws UrlException {
        assertThat(WebUrl.parse("http://h/x?q").resolve("")).hasToString("http://h/x?q");
    }

    @Test
    void theRequestLineHasOnlyWhatHttpAllows() throws UrlException {
        assertThat(WebUrl.parse("http://h/a|b[1]/%7c?c={d}|e[]=^`\\").requestTarget())
                .isEqualTo("/a%7Cb%5B1%5D/%7c?c=%7Bd%7D%7Ce%5B%5D=%5E%60%5C");
        assertThat(WebUrl.parse("https://h").requestTarget()).isEqualTo("/");
        assertThat(WebUrl.parse("https://h/?").requestTarget()).isEqualTo("/?");
    }

    @Test
    void credentialsBecomeAHeader() throws UrlException {
        assertThat(WebUrl.parse("http://us%65r:p%40ss@h/").basicCredentials()).contains("Basic dXNlcjpwQHNz");
        assertThat(WebUrl.parse("http://h/").basicCredentials()).isEmpty();
        WebUrl base = WebUrl.parse("https://u:p@h/a");
        assertThat(base.resolve("b").basicCredentials()).as("the same place").isPresent();
        for (String elsewhere : List.of("http://h/a", "https://h/a", "//h/a", "https://h:444/a", "//u@other/")) {
            assertThat(base.resolve(elsewhere).basicCredentials()).as(elsewhere)
                    .isNotEqualTo(base.basicCredentials());
        }
    }

    @ParameterizedTest
    @CsvSource({"http://0x7f.1/,127.0.0.1", "http://[::1]/,::1", "http://[::ffff:10.0.0.1]/,10.0.0.1"})
    void literalsAreAddresses(String url, String address) throws UrlException, UnknownHostException {
        assertThat(WebUrl.parse(url).literal()).contains(InetAddress.getByName(address));
    }

    @Test
    void namesAreNoLiterals() throws UrlException {
        for (String url : List.of("http://a.example/", "http://1a/", "http://1.2.3.4.a/")) {
            assertThat(WebUrl.parse(url).literal()).isEmpty();
        }
    }

    /** Damaged text gives an address that reads back as itself and can be sent, or a refusal; never anything else. */
    @Test
    void damagedTextIsReadOrRefused() {
        Random random = new Random(21);
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder text = new StringBuilder(SEEDS.get(i % SEEDS.size()));
            for (int k = random.nextInt(5); k >= 0; k--) {
                int at = random.nextInt(text.length() + 1);
                char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
                if (random.nextBoolean() && at < text.length()) text.setCharAt(at, other);
                else text.insert(at, other);
            }
            try {
                WebUrl url = WebUrl.parse(text.toString());
                read++;
                assertThat(WebUrl.parse(url.toString())).as("%s", text).isEqualTo(url);
                assertThat(url.resolve("").toString()).isEqualTo(url.toString());
                assertThat(url.toString()).matches("[!-~]+");
                assertThat(url.requestTarget()).matches("/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*");
                assertThat(url.connectPort()).isBetween(1, 65535);
                url.literal().ifPresent(address -> assertThat(URI.create("http://" + url.host() + "/").getHost())
                        .isEqualTo(url.host()));
            } catch (UrlException e) {
                assertThat(e.getMessage()).isNotBlank().matches("[ -~]+");
            }
        }
        assertThat(read).isBetween(20_000, 59_000);
    }
}
