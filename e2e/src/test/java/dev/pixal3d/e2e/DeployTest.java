// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files below {@code deploy}: well-formed, without privileges, and with options that the program knows. */
class DeployTest {
    private static final Path DEPLOY = Path.of("../deploy");
    private static final Path CHART = DEPLOY.resolve("helm/pixal3d");

    /** What the help of each command says. */
    private static Map<String, String> help = Map.of();

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void help() throws IOException, InterruptedException {
        help = Map.of("serve", help("serve"), "node", help("node"));
    }

    private static String help(String command) throws IOException, InterruptedException {
        return Program.run(new ProcessBuilder(System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(), command,
                "--help-all"), 60);
    }

    /** Each option of a command line is one that the command's help lists. */
    private static void known(String command, List<String> words) {
        assertThat(words).contains(command);
        for (String word : words) {
            if (word.startsWith("--")) assertThat(help.get(command)).contains(word.replaceFirst("=.*", ""));
        }
    }

    private static String command(String name) { return name.contains("node") ? "node" : "serve"; }

    private static List<Object> yaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return StreamSupport.stream(new Yaml(new SafeConstructor(options)).loadAll(text).spliterator(), false)
                .filter(Objects::nonNull).toList();
    }

    /** What stands at a path of names and indices. */
    private static Object at(Object root, Object... path) {
        Object found = root;
        for (Object step : path) {
            Object next = step instanceof Integer i ? ((List<?>) found).get(i) : ((Map<?, ?>) found).get(step);
            if (next == null) throw new AssertionError("no " + step + " in " + found);
            found = next;
        }
        return found;
    }

    private static List<String> words(Object list) { return ((List<?>) list).stream().map(String::valueOf).toList(); }

    @Test
    void unitsPassSystemdsOwnCheckWithFewPrivileges() throws IOException, InterruptedException {
        List<String> paths = new ArrayList<>();
        for (String unit : List.of("pixal3d.service", "pixal3d-node.service")) {
            String text = Files.readString(DEPLOY.resolve("systemd").resolve(unit)).replace("\\\n    ", "");
            String start = text.lines().filter(l -> l.startsWith("ExecStart=")).findFirst().orElseThrow();
            known(command(unit), List.of(start.substring(start.indexOf('=') + 1).split(" ")));
            assertThat(text).contains("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict",
                    "StateDirectory=", "Restart=on-failure");
            long drain = number(start, "--drain (\\d+)"), stop = number(text, "TimeoutStopSec=(\\d+)");
            assertThat(stop).as("systemd waits longer than the drain").isGreaterThan(drain);
            // the check wants the program to be there
            paths.add(Files.writeString(folder.resolve(unit), text.replace("/opt/pixal3d/bin/pixal3d", "/bin/sh"))
                    .toString());
        }
        Assumptions.assumeThat(Program.isInstalled("systemd-analyze")).isTrue();
        List<String> verify = Stream.concat(Stream.of("systemd-analyze", "verify", "--man=no"), paths.stream())
                .toList();
        assertThat(Program.run(new ProcessBuilder(verify), 60)).isEmpty();
    }

    private static long number(String text, String pattern) {
        return Pattern.compile(pattern).matcher(text).results().map(m -> Long.parseLong(m.group(1))).findFirst()
                .orElseThrow();
    }

    @Test
    void composeNamesAGatewayANodeADatabaseAndAnObjectStore() throws IOException {
        Object compose = yaml(Files.readString(DEPLOY.resolve("compose/compose.yaml"))).getFirst();
        assertThat(((Map<?, ?>) at(compose, "services")).keySet().stream().map(String::valueOf)).contains("gateway",
                "node", "postgres", "s3");
        for (String name : List.of("gateway", "node")) {
            Object service = at(compose, "services", name);
            known(command(name), words(at(service, "command")));
            assertThat(at(service, "read_only")).isEqualTo(true);
            assertThat(words(at(service, "cap_drop"))).containsExactly("ALL");
            assertThat(at(service, "depends_on", "postgres", "condition")).isEqualTo("service_healthy");
        }
        assertThat(words(at(compose, "services", "gateway", "ports"))).containsExactly("127.0.0.1:8000:8000");
        assertThat(Files.readString(DEPLOY.resolve("compose/Dockerfile"))).contains("USER 10001", "EXPOSE 8000 9000");
        assertThat(Files.readString(DEPLOY.resolve("compose/compose.yaml"))).as("secrets come from outside")
                .doesNotContainPattern("(?i)(password|secret[a-z_]*): [^$\\s]");
    }

    @SuppressWarnings("unchecked") // the chart's values are a map of names
    private static Map<String, Object> rendered(Map<String, Object> changes) throws IOException {
        Map<String, Object> values = new HashMap<>(
                (Map<String, Object>) yaml(Files.readString(CHART.resolve("values.yaml"))).getFirst());
        changes.forEach((part, change) -> values.merge(part, change, (a, b) -> {
            if (!(a instanceof Map<?, ?>)) return b;
            Map<String, Object> both = new HashMap<>((Map<String, Object>) a);
            both.putAll((Map<String, Object>) b);
            return both;
        }));
        ChartTemplate template = new ChartTemplate(values, "shop");
        Map<String, Object> objects = new HashMap<>();
        try (Stream<Path> files = Files.list(CHART.resolve("templates"))) {
            for (Path file : files.toList()) {
                for (Object object : yaml(template.render(Files.readString(file)))) {
                    objects.put(at(object, "kind") + "/" + at(object, "metadata", "name"), object);
                }
            }
        }
        return objects;
    }

    @Test
    void theChartRendersGatewaysAndNodesWithoutPrivileges() throws IOException {
        Map<String, Object> objects = rendered(Map.of());
        assertThat(objects.keySet()).containsExactlyInAnyOrder("Deployment/shop-gateway", "Deployment/shop-node",
                "Service/shop");
        for (String part : List.of("gateway", "node")) {
            Object spec = at(objects, "Deployment/shop-" + part, "spec");
            assertThat(at(spec, "selector", "matchLabels")).isEqualTo(at(spec, "template", "metadata", "labels"));
            Object pod = at(spec, "template", "spec"), container = at(pod, "containers", 0);
            assertThat(at(pod, "securityContext", "runAsNonRoot")).isEqualTo(true);
            assertThat(at(container, "securityContext", "readOnlyRootFilesystem")).isEqualTo(true);
            assertThat(at(container, "securityContext", "allowPrivilegeEscalation")).isEqualTo(false);
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(String.valueOf(at(container, probe, "httpGet", "path"))).startsWith("/health/");
                assertThat(at(container, probe, "httpGet", "port")).isEqualTo("metrics");
            }
            List<String> arguments = words(at(container, "args"));
            known(command(part), arguments);
            assertThat(arguments).anySatisfy(a -> assertThat(a).endsWith("-port=9000"));
            assertThat((int) at(pod, "terminationGracePeriodSeconds"))
                    .isGreaterThan((int) number(arguments.toString(), "--drain=(\\d+)"));
            List<Object> mounts = names(at(container, "volumeMounts"), "mountPath");
            assertThat(mounts).containsExactly("/data", "/tmp");
            assertThat(names(at(pod, "volumes"), "name")).isEqualTo(names(at(container, "volumeMounts"), "name"));
        }
        Object service = at(objects, "Service/shop", "spec");
        assertThat(at(service, "selector")).isEqualTo(at(objects, "Deployment/shop-gateway", "spec", "selector",
                "matchLabels"));
        assertThat(at(service, "ports", 0, "targetPort")).isEqualTo("http");
    }

    private static List<Object> names(Object list, String name) {
        return ((List<?>) list).stream().<Object>map(item -> at(item, name)).toList();
    }

    @Test
    void theChartScalesNodesByTheQueueWhenAskedTo() throws IOException {
        Map<String, Object> objects = rendered(Map.of("keda", Map.of("enabled", true), "node",
                Map.of("gpus", 1, "workers", 2), "publicUrl", "https://models.example.org"));
        Object scaled = at(objects, "ScaledObject/shop-node", "spec");
        assertThat(at(scaled, "scaleTargetRef", "name")).isEqualTo("shop-node");
        assertThat(at(scaled, "triggers", 0, "metadata", "targetQueryValue")).isEqualTo("2");
        assertThat(((Map<?, ?>) at(objects, "Deployment/shop-node", "spec")).containsKey("replicas")).isFalse();
        assertThat(at(objects, "Deployment/shop-node", "spec", "template", "spec", "containers", 0, "resources",
                "limits", "nvidia.com/gpu")).isEqualTo(1);
        assertThat(words(at(objects, "Deployment/shop-gateway", "spec", "template", "spec", "containers", 0,
                "args"))).contains("--public-url=https://models.example.org");
    }

    @Test
    void theChartSendsTracesOfAllPartsWhereItIsTold() throws IOException {
        Map<String, Object> objects = rendered(Map.of("telemetry", "http://collector:4318"));
        for (String part : List.of("gateway", "node")) {
            List<String> arguments = words(
                    at(objects, "Deployment/shop-" + part, "spec", "template", "spec", "containers", 0, "args"));
            known(command(part), arguments);
            assertThat(arguments).contains("--telemetry=http://collector:4318");
        }
    }

    /** Where Helm is on the PATH: the tests' own small renderer says the same as the real one, which also checks it. */
    @Test
    void helmAgrees() throws IOException, InterruptedException {
        Assumptions.assumeThat(Program.isInstalled("helm")).isTrue();
        Program.run(new ProcessBuilder("helm", "lint", "--strict", CHART.toString()), 60);
        String text = Program.run(new ProcessBuilder("helm", "template", "shop", CHART.toString(), "--set",
                "keda.enabled=true,node.gpus=1,publicUrl=https://models.example.org"), 60);
        Map<String, Object> objects = new HashMap<>();
        for (Object object : yaml(text)) {
            objects.put(at(object, "kind") + "/" + at(object, "metadata", "name"), object);
        }
        assertThat(objects).isEqualTo(rendered(Map.of("keda", Map.of("enabled", true), "node", Map.of("gpus", 1),
                "publicUrl", "https://models.example.org")));
    }
}
