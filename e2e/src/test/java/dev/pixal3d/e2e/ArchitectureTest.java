// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house: which module may use which. A new module must be entered here, with what it may use, to pass. */
class ArchitectureTest {
    private static final String ROOT = "dev.pixal3d.";
    /** Each module and the modules that it may use directly. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(Map.entry("core", Set.of()),
            Map.entry("safetensors", Set.of("core")), Map.entry("geometry", Set.of("core")),
            Map.entry("image", Set.of("core")), Map.entry("gltf", Set.of("core", "geometry", "image")),
            Map.entry("torch", Set.of("core", "safetensors")),
            Map.entry("model", Set.of("core", "torch", "safetensors")),
            Map.entry("pipeline", Set.of("core", "geometry", "image", "gltf", "safetensors")),
            Map.entry("preview", Set.of("core", "pipeline", "geometry", "image", "safetensors")),
            Map.entry("neural", Set.of("core", "pipeline", "geometry", "image", "model", "torch", "safetensors")),
            Map.entry("api", Set.of("core", "pipeline", "gltf", "image")), Map.entry("weights", Set.of("core")),
            Map.entry("queue", Set.of("core")),
            Map.entry("server", Set.of("core", "queue", "pipeline", "gltf", "image")),
            Map.entry("s3", Set.of("core", "server", "queue")), Map.entry("telemetry", Set.of("core", "server")),
            Map.entry("cli", Set.of("core", "server", "queue", "pipeline", "preview", "neural", "gltf", "image",
                    "geometry", "safetensors", "weights")),
            Map.entry("dist", Set.of()), Map.entry("container", Set.of()), Map.entry("e2e", Set.of()),
            Map.entry("checks", Set.of()),
            Map.entry("training", Set.of("core", "geometry", "image", "gltf", "torch", "safetensors")),
            Map.entry("bench", Set.of("core", "cli", "server", "queue", "pipeline", "preview", "neural", "gltf",
                    "image", "geometry", "safetensors", "model", "torch", "training")));
    /** Each module of several packages: its packages ("" is the module's own) and which of them each may use. */
    private static final Map<String, Map<String, Set<String>>> PACKAGES = Map.ofEntries(
            Map.entry("geometry",
                    Map.of("", Set.of(), "mesh", Set.of(), "voxel", Set.of("mesh"), "hull", Set.of("mesh", "voxel"),
                            "decimate", Set.of("mesh"), "unwrap", Set.of("mesh"), "print", Set.of("mesh"), "convex",
                            Set.of("mesh"), "bake",
                            Set.of("mesh", "unwrap"))),
            Map.entry("gltf", Map.of("", Set.of(), "render", Set.of(""), "formats", Set.of(""))),
            Map.entry("pipeline",
                    Map.of("", Set.of("export", "engine", "request"), "export", Set.of("engine", "request"),
                            "engine", Set.of("request"), "request", Set.of())),
            Map.entry("preview", Map.of("", Set.of("guess"), "guess", Set.of())),
            Map.entry("training",
                    Map.of("", Set.of("network", "views"), "objects", Set.of(), "files", Set.of(), "views",
                            Set.of("objects", "files"), "network", Set.of("views"))),
            Map.entry("queue",
                    Map.of("", Set.of(), "sql", Set.of(""), "sqlite", Set.of("", "sql"), "postgres", Set.of("", "sql"),
                            "worker", Set.of(""))),
            Map.entry("server", Map.ofEntries(Map.entry("config", Set.of()), Map.entry("url", Set.of()),
                    Map.entry("http", Set.of("config", "url")), Map.entry("outbound", Set.of("config", "url")),
                    Map.entry("auth", Set.of("http", "config")), Map.entry("ops", Set.of("http", "config")),
                    Map.entry("files", Set.of("auth", "http", "config")), Map.entry("trace", Set.of("config")),
                    Map.entry("work", Set.of("files", "auth", "outbound", "url", "http", "config")),
                    Map.entry("fal", Set.of("work", "trace", "files", "ops", "auth", "outbound", "url", "http",
                            "config")),
                    Map.entry("webhook", Set.of("fal", "trace", "ops", "auth", "outbound", "url", "http", "config")),
                    Map.entry("app", Set.of("webhook", "fal", "work", "trace", "files", "ops", "auth", "outbound",
                            "url", "http", "config")))));
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar")).importPackages("dev.pixal3d");

    @Test
    void dependenciesPointOneWay() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            assertThat(MAY_USE).as("the modules that %s may use", from.getPackageName())
                    .containsKey(moduleOf(from.getPackageName()));
            Set<String> allowed = MAY_USE.getOrDefault(moduleOf(from.getPackageName()), Set.of());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith(ROOT) && !moduleOf(to).equals(moduleOf(from.getPackageName()))
                        && !allowed.contains(moduleOf(to))) {
                    wrong.add(from.getName() + " -> " + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Inside a module, packages use each other as its lines say; a module without lines is one package. */
    @Test
    void packagesInsideAModuleUseEachOtherOneWay() {
        Set<String> wrong = new TreeSet<>();
        Set<String> unused = new TreeSet<>();
        PACKAGES.forEach((module, parts) -> parts.keySet().forEach(part -> unused.add(name(module, part))));
        for (JavaClass from : CLASSES) {
            String module = moduleOf(from.getPackageName());
            Map<String, Set<String>> parts = PACKAGES.getOrDefault(module, Map.of("", Set.of()));
            Set<String> allowed = parts.get(part(from.getPackageName()));
            unused.remove(from.getPackageName());
            if (allowed == null) {
                wrong.add(from.getName() + ": its package has no line in the table");
                continue;
            }
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String to = dependency.getTargetClass().getPackageName();
                if (to.startsWith(ROOT) && moduleOf(to).equals(module) && !to.equals(from.getPackageName())
                        && !allowed.contains(part(to))) {
                    wrong.add(from.getName() + " -> " + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(unused).as("lines of the table without a class").isEmpty();
    }

    /** Whoever starts the product from its sources builds no tests, so what it is made of may not ask for theirs. */
    @Test
    void theProductIsBuiltWithoutTests() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (String module : MAY_USE.keySet()) {
            Path pom = Path.of("..", module, "pom.xml");
            if (!Set.of("e2e", "training", "bench").contains(module)
                    && Files.readString(pom).replaceAll("(?s)<profile>.*?</profile>", "").contains("<type>test-jar<")) {
                wrong.add(pom.toString());
            }
        }
        assertThat(wrong).as("dependencies on a test-jar outside of a profile that -Dmaven.test.skip leaves out")
                .isEmpty();
    }

    /** The compilers of the modules do not start Error Prone; one that reads the sources of all does. */
    @Test
    void errorProneReadsTheSourcesOfAllModules() throws IOException {
        String pom = Files.readString(Path.of("../checks/pom.xml"));
        Set<String> unread = new TreeSet<>();
        for (String module : MAY_USE.keySet()) {
            for (String sources : List.of("src/main/java", "src/test/java")) {
                Path folder = Path.of("..", module, sources);
                if (Files.isDirectory(folder) && !pom.contains("/../" + module + "/" + sources + "<")) {
                    unread.add(folder.toString());
                }
            }
        }
        assertThat(unread).isEmpty();
    }

    @Test
    void packagesOfAModuleFormNoCycle() {
        PACKAGES.forEach((module, parts) -> {
            Set<String> placed = new TreeSet<>();
            while (placed.size() < parts.size()) {
                Set<String> next = new TreeSet<>();
                parts.forEach(
                        (part, uses) -> { if (!placed.contains(part) && placed.containsAll(uses)) next.add(part); });
                assertThat(next).as("%s: packages that use only %s", module, placed).isNotEmpty();
                placed.addAll(next);
            }
        });
    }

    @Test
    void everyPackageSaysWhatItIsAndWhereToBegin() throws IOException {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct()
                .filter(p -> p.getName().startsWith(ROOT) && p.tryGetPackageInfo().isEmpty())
                .map(JavaPackage::getName)).isEmpty();
        for (Path file : sources("src/main")) {
            if (file.endsWith("package-info.java")) assertThat(file).content().containsIgnoringCase("begin");
        }
    }

    /** One name means one thing, wherever it is read. */
    @Test
    void noTwoClassesHaveTheSameName() {
        Map<String, List<String>> named = CLASSES.stream()
                .filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName,
                        Collectors.mapping(JavaClass::getName, Collectors.toList())));
        named.values().removeIf(classes -> classes.size() == 1);
        assertThat(named).isEmpty();
    }

    @Test
    void aLongFileSaysWhyItIsOne() throws IOException {
        for (Path file : sources("src/main")) {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() > 400) assertThat(lines).as("%s", file).anyMatch(line -> line.contains("A long file"));
        }
    }

    @Test
    void onlyTorchKnowsLibtorch() {
        assertThat(CLASSES.stream().filter(c -> !c.getPackageName().equals(ROOT + "torch"))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass().getPackageName().startsWith("org.bytedeco"))).isEmpty();
    }

    @Test
    void onlyTelemetryKnowsOpenTelemetry() {
        assertThat(CLASSES.stream().filter(c -> !c.getPackageName().equals(ROOT + "telemetry"))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> d.getTargetClass().getPackageName().startsWith("io.opentelemetry"))).isEmpty();
    }

    @Test
    void nothingBelowTheServerKnowsHttp() {
        // weights stands beside the server: it fetches files, and only the command line uses it
        Set<String> above = Set.of("server", "weights", "cli", "bench");
        assertThat(CLASSES.stream().filter(c -> !above.contains(moduleOf(c.getPackageName())))
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .map(d -> d.getTargetClass().getPackageName())
                .filter(p -> p.startsWith("java.net.http") || p.startsWith("io.helidon")
                        || p.startsWith("org.apache.hc")))
                .isEmpty();
    }

    @Test
    void noLineIsWiderThan120Columns() throws IOException {
        List<String> wide = new ArrayList<>();
        for (Path file : sources("src")) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) { if (lines.get(i).length() > 120) wide.add(file + ":" + (i + 1)); }
        }
        assertThat(wide).isEmpty();
    }

    /** The Java files below a folder of every module. */
    private static List<Path> sources(String folder) throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MAY_USE.keySet()) {
            Path below = Path.of("..", module, folder);
            if (!Files.isDirectory(below)) continue;
            try (Stream<Path> files = Files.walk(below)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all;
    }

    private static String moduleOf(String packageName) {
        assertThat(packageName).startsWith(ROOT);
        String rest = packageName.substring(ROOT.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    /** A package's name inside its module, "" for the module's own. */
    private static String part(String packageName) {
        int dot = packageName.indexOf('.', ROOT.length());
        return dot < 0 ? "" : packageName.substring(dot + 1);
    }

    private static String name(String module, String part) {
        return ROOT + module + (part.isEmpty() ? "" : "." + part);
    }
}
