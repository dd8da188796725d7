// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.neural.GpuLibraries;
import dev.pixal3d.neural.ModelFolder;
import dev.pixal3d.neural.NeuralRuntime;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.Manifest.Use;
import dev.pixal3d.weights.HubSettings;
import dev.pixal3d.weights.WeightsFolder;
import dev.pixal3d.weights.WeightsFolder.State;
import dev.pixal3d.weights.WeightsFolder.Status;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Examines the machine, the folders and the weights. Changes nothing but a file that it makes and removes again. */
record Doctor(WeightsOptions weights, Path data, int port, String device, Map<String, String> environment) {
    private static final long GIB = 1L << 30;
    private static final long LEAST_MEMORY = 4 * GIB;
    private static final long LEAST_DISK = 2 * GIB;
    private static final int LEAST_JAVA = 25;

    List<Diagnosis> examine() {
        List<Diagnosis> all = new ArrayList<>();
        all.add(java());
        if (!Boolean.getBoolean("pixal3d.archive")) all.add(maven());
        all.add(Diagnosis.ok("processors", String.valueOf(Runtime.getRuntime().availableProcessors())));
        all.add(memory());
        all.add(writable("temporary folder", Path.of(System.getProperty("java.io.tmpdir"))));
        all.add(writable("data folder", data));
        all.add(disk(data));
        all.add(database());
        all.add(listening());
        all.addAll(gpu(GpuLibraries.driver(), GpuLibraries.ofUser(), environment));
        all.addAll(libtorch());
        all.addAll(weights(weights.folder()));
        all.add(hub());
        return all;
    }

    private static Diagnosis java() {
        String detail = Runtime.version() + " (" + System.getProperty("java.vendor") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
        return Runtime.version().feature() >= LEAST_JAVA
                ? Diagnosis.ok("java", detail)
                : Diagnosis.failed("java", detail, "Install a JDK " + LEAST_JAVA + " or newer.");
    }

    private Diagnosis maven() {
        String path = environment.getOrDefault("PATH", "");
        Optional<Path> found = Arrays.stream(path.split(File.pathSeparator)).filter(p -> !p.isBlank()).map(Path::of)
                .flatMap(p -> List.of(p.resolve("mvn"), p.resolve("mvn.cmd")).stream()).filter(Files::isExecutable)
                .findFirst();
        return found.map(p -> Diagnosis.ok("maven", p.toString())).orElseGet(
                () -> Diagnosis.warning("maven", "mvn is not on the PATH",
                        "Needed to build from source only: install Maven."));
    }

    private static Diagnosis memory() {
        long total = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
        String detail = String.format(Locale.ROOT, "%.1f GB, of which Java may use %.1f GB", total / 1e9,
                Runtime.getRuntime().maxMemory() / 1e9);
        return total >= LEAST_MEMORY
                ? Diagnosis.ok("memory", detail)
                : Diagnosis.warning("memory", detail,
                        "The preview engine wants 4 GB: choose smaller textures and targets.");
    }

    private static Diagnosis writable(String subject, Path folder) {
        try {
            Path existing = folder.toAbsolutePath();
            while (!Files.exists(existing) && existing.getParent() != null) existing = existing.getParent();
            if (!Files.isDirectory(existing)) {
                return Diagnosis.failed(subject, folder + " cannot be made (" + existing + " is a file)",
                        "Name another folder, or remove the file.");
            }
            Path probe = Files.createTempFile(existing, ".pixal3d", ".probe");
            Files.delete(probe);
            return Diagnosis.ok(subject,
                    folder + (existing.equals(folder.toAbsolutePath()) ? "" : " (is made when needed)"));
        } catch (IOException e) {
            return Diagnosis.failed(subject, folder + " cannot be written (" + e.getMessage() + ")",
                    "Give this user the right to write there, or name another folder.");
        }
    }

    private static Diagnosis disk(Path folder) {
        Path existing = folder.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) existing = existing.getParent();
        // Not by its file store, which has no name in a chroot.
        long free = existing.toFile().getUsableSpace();
        String detail = String.format(Locale.ROOT, "%.1f GB free for %s", free / 1e9, folder);
        return free >= LEAST_DISK
                ? Diagnosis.ok("disk", detail)
                : Diagnosis.warning("disk", detail, "Free some room, or name another folder with --data.");
    }

    private Diagnosis database() {
        Path file = data.resolve("pixal3d.db");
        if (!Files.exists(file)) return Diagnosis.ok("database", "none yet (a server makes it)");
        try (Connection connection = DriverManager
                .getConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String said = result.next() ? result.getString(1) : "nothing";
            return said.equals("ok")
                    ? Diagnosis.ok("database", file + ", " + Files.size(file) / 1000 + " kB")
                    : Diagnosis.failed("database", file + " is damaged (" + said + ")",
                            "Restore a copy, or move the file away to begin anew.");
        } catch (SQLException | IOException e) {
            return Diagnosis.failed("database", file + " cannot be used (" + e.getMessage() + ")",
                    "Restore a copy, or move the file away to begin anew.");
        }
    }

    private Diagnosis listening() {
        if (port < 0 || port > 65535) return Diagnosis.failed("port", port + " is no port", "Choose 1 to 65535.");
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return Diagnosis.ok("port", socket.getLocalPort() + " is free");
        } catch (IOException e) {
            return Diagnosis.failed("port", port + " cannot be used (" + e.getMessage() + ")",
                    "A server may be running already; else choose another one with --port.");
        }
    }

    /**
     * The driver and CUDA's libraries.
     *
     * @param driver
     *            as it says of itself
     * @param environment
     *            variables
     */
    static List<Diagnosis> gpu(Optional<String> driver, GpuLibraries folder, Map<String, String> environment) {
        if (driver.isEmpty()) return List.of(Diagnosis.ok("gpu driver", "no NVIDIA driver is loaded"));
        if (installedTorch(folder, environment)) {
            Diagnosis found = Diagnosis.ok("gpu driver", driver.get());
            return NeuralRuntime.problem("cuda").map(why -> List.of(found, Diagnosis.failed("device", why).asWarning()))
                    .orElse(List.of(found));
        }
        List<Diagnosis> all = new ArrayList<>();
        all.add(GpuLibraries.tooOld(driver.get())
                .map(why -> Diagnosis.warning("gpu driver", driver.get() + " " + why,
                        "Update the driver, or stay on the CPU."))
                .orElseGet(() -> Diagnosis.ok("gpu driver", driver.get())));
        List<String> missing = GpuLibraries.missing();
        if (!missing.isEmpty()) {
            all.add(Diagnosis.warning("cuda libraries", "not found: " + String.join(", ", missing),
                    GpuLibraries.remedy() + ", and start with pixal3d's own script."));
        }
        try {
            for (String wrong : folder.verify()) {
                all.add(Diagnosis.failed("cuda libraries", wrong, "Run: pixal3d gpu install"));
            }
        } catch (IOException e) {
            all.add(Diagnosis.failed("cuda libraries", String.valueOf(e.getMessage()), "Run: pixal3d gpu install"));
        }
        return all;
    }

    /** Whether another CUDA is in use than the one that is looked for, with other demands on the driver. */
    private static boolean installedTorch(GpuLibraries folder, Map<String, String> environment) {
        try {
            return folder.torchFolder(environment).isPresent();
        } catch (ProblemException e) {
            return true; // NeuralRuntime says what is wrong with it
        }
    }

    private List<Diagnosis> libtorch() {
        NeuralRuntime runtime = NeuralRuntime.examine();
        if (runtime.problem().isPresent()) return List.of(Diagnosis.failed("libtorch", runtime.problem().get()));
        List<Diagnosis> all = new ArrayList<>(List.of(Diagnosis.ok("libtorch", runtime.version())));
        runtime.libraries().forEach((name, path) -> all.add(Diagnosis.ok("library", name + " from " + path)));
        runtime.devices().forEach((name, free) -> all.add(Diagnosis.ok("device", name + ", " + free)));
        NeuralRuntime.problem(device).ifPresent(p -> all.add(Diagnosis.failed("device", p)));
        return all;
    }

    private List<Diagnosis> weights(Path folder) {
        List<Diagnosis> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return List.of(Diagnosis.warning("weights", folder + " is not there: only the preview engine works",
                    "Run: pixal3d pull"));
        }
        try {
            if (isEmpty(folder)) {
                return List.of(Diagnosis.warning("weights", folder + " is empty: only the preview engine works",
                        "Run: pixal3d pull"));
            }
            WeightsFolder there = new WeightsFolder(folder);
            for (Part part : isPulled(folder) ? weights.expected(new WeightsFolder(folder)) : List.<Part>of()) {
                for (Status status : there.list(part)) {
                    if (status.state().isUsable()) continue;
                    if (status.state() == State.MISSING && part.use() == Use.HELPER) {
                        all.add(Diagnosis.warning("weights", status.file() + " is missing (runs work without)",
                                "Run: pixal3d pull --only " + part.name()));
                        continue;
                    }
                    all.add(Diagnosis.failed("weights", status.detail(), status.remedy()));
                }
            }
            Optional<String> problem = all.stream().anyMatch(f -> f.level() == Diagnosis.Level.FAILED)
                    ? Optional.empty()
                    : new ModelFolder(folder).problem();
            problem.ifPresent(p -> all.add(Diagnosis.failed("weights", p)));
            if (all.isEmpty()) {
                all.add(Diagnosis.ok("weights", folder + " is complete (pixal3d weights verify reads every byte)"));
                all.add(severalPictures(folder));
            }
        } catch (IOException | ProblemException e) {
            all.add(Diagnosis.failed("weights", folder + " cannot be examined (" + e.getMessage() + ")",
                    "Check the folder's rights and --manifest."));
        }
        return all;
    }

    /** How the weights for several pictures are, which a run with one does without. */
    private static Diagnosis severalPictures(Path folder) {
        ModelFolder several = ModelFolder.ofSeveralPictures(folder);
        if (!several.isDescribed()) {
            return Diagnosis.ok("weights", "none for several pictures of one object (pixal3d pull --only pixal3d-views "
                    + "gets them)");
        }
        return several.problem().map(p -> Diagnosis.failed("weights", p))
                .orElseGet(() -> Diagnosis.ok("weights", "for several pictures of one object are complete, too"));
    }

    /** Whether the list's names, sizes and hashes are to be expected; else only what is in the files counts. */
    private static boolean isPulled(Path folder) {
        return Files.exists(folder.resolve("weights.lock.json"));
    }

    /** As a container's volume is before anything was pulled into it. */
    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    private Diagnosis hub() {
        try {
            HubSettings settings = HubSettings.of(environment, Path.of(System.getProperty("user.home")));
            return Diagnosis.ok("hub",
                    settings.endpoint() + (settings.token().isPresent() ? ", with a token" : ", no token")
                            + (settings.offline() ? ", offline" : ""));
        } catch (ProblemException e) {
            return Diagnosis.failed("hub", String.valueOf(e.getMessage()));
        }
    }
}
