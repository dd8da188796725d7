// SPDX-License-Identifier: MIT
package dev.pixal3d.container;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lays the unpacked archive over a distribution, by Jib: no daemon, no Dockerfile, and the same bytes from the same
 * input. Java and the libraries are a layer of their own below the project's jars, so that a new version of the program
 * alone is a few megabytes to fetch.
 *
 * @param archive
 *            the archive's folder: bin, lib, runtime
 * @param version
 *            the project's
 * @param platform
 *            whose native libraries are inside: {@code linux-x86_64} or {@code linux-x86_64-gpu}
 * @param base
 *            {@code default}, a name in a registry, {@code tar://FILE}, or {@code scratch} for nothing at all
 * @param created
 *            the time of all files and of the image
 */
record ContainerImage(Path archive, String version, String platform, String base, Instant created) {
    private static final String HOME = "/opt/pixal3d", DATA = "/data", WEIGHTS = "/weights", USER = "1000:1000";
    private static final int PORT = 8000;
    private static final Pattern PROGRAM = Pattern.compile("(bin|runtime/bin)/.*|runtime/lib/(jexec|jspawnhelper)");
    private static final Pattern OWN = Pattern.compile("lib/pixal3d[^/]*|bin/.*");

    /** Arguments: those of the record in their order, then the file to write. */
    public static void main(String[] args) throws Exception {
        new ContainerImage(Path.of(args[0]), args[1], args[2], args[3], Instant.parse(args[4])).write(Path.of(args[5]));
    }

    /** Writes the image as a file that {@code docker load} and {@code podman load} read. */
    void write(Path file) throws Exception {
        Path cache = Files.createDirectories(file.resolveSibling("container-cache"));
        JibContainerBuilder image = from().setFileEntriesLayers(layer("java and libraries", false),
                layer("program", true), folders(file.resolveSibling("empty")))
                .setEntrypoint(HOME + "/bin/pixal3d").setProgramArguments("serve", "--host", "0.0.0.0")
                .setEnvironment(Map.of("HOME", DATA, "PIXAL3D_DATA", DATA, "PIXAL3D_WEIGHTS", WEIGHTS, "LC_ALL",
                        "C.UTF-8"))
                .setUser(USER).setWorkingDirectory(AbsoluteUnixPath.get(DATA))
                .setVolumes(AbsoluteUnixPath.get(DATA), AbsoluteUnixPath.get(WEIGHTS))
                .setExposedPorts(Port.tcp(PORT)).setCreationTime(created)
                .setLabels(Map.of("org.opencontainers.image.title", "Pixal3D for Java",
                        "org.opencontainers.image.version", version, "org.opencontainers.image.licenses", "MIT"));
        image.containerize(Containerizer.to(TarImage.at(file).named(ImageReference.of(null, "pixal3d",
                version + (isForGpus() ? "-gpu" : "")))).setToolName("pixal3d").setBaseImageLayersCache(cache)
                .setApplicationLayersCache(cache));
    }

    private boolean isForGpus() { return platform.endsWith("-gpu"); }

    private JibContainerBuilder from() throws Exception {
        if (base.equals("scratch")) return Jib.fromScratch();
        if (base.startsWith("tar://")) return Jib.from(TarImage.at(Path.of(base.substring("tar://".length()))));
        if (!base.equals("default")) return Jib.from(base);
        return Jib.from(isForGpus() ? "nvidia/cuda:13.0.1-cudnn-runtime-ubuntu24.04" : "debian:bookworm-slim");
    }

    /** Either what changes with each version, or all the rest. */
    private FileEntriesLayer layer(String name, boolean own) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
        try (Stream<Path> files = Files.walk(archive)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String inside = archive.relativize(file).toString().replace('\\', '/');
                if (OWN.matcher(inside).matches() != own) continue;
                FilePermissions permissions = FilePermissions.fromOctalString(
                        PROGRAM.matcher(inside).matches() ? "755" : "644");
                layer.addEntry(file, AbsoluteUnixPath.get(HOME + "/" + inside), permissions, created);
            }
        }
        return layer.build();
    }

    /** The volumes, which the user of the image may write. */
    private FileEntriesLayer folders(Path empty) throws IOException {
        Files.createDirectories(empty);
        return FileEntriesLayer.builder().setName("volumes").setEntries(Stream.of(DATA, WEIGHTS)
                .map(folder -> new FileEntry(empty, AbsoluteUnixPath.get(folder),
                        FilePermissions.fromOctalString("750"), created, USER))
                .toList()).build();
    }
}
