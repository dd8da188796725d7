// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A root folder to run programs in: a bare one, with a shell, two tools and the libraries of C and C++ and no more, or
 * what an image of a container holds. For Debian and Ubuntu on x86-64, as root.
 *
 * @param folder
 *            becomes {@code /} for whoever runs inside
 * @param home
 *            where programs start
 * @param environment
 *            all of theirs
 */
record BareRoot(Path folder, Path home, Map<String, String> environment) {
    /** What the archive needs of a Linux; all but the last two are glibc's. */
    private static final List<String> LIBRARIES = List.of("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0",
            "librt.so.1", "libstdc++.so.6", "libgcc_s.so.1");
    private static final Path HOST_LIBRARIES = Path.of("/lib/x86_64-linux-gnu");
    private static final String LINKER = "lib64/ld-linux-x86-64.so.2", LOCALE = "usr/lib/locale/C.utf8";
    private static final String USER = "1000";
    static final Path HOME = Path.of("/home/user");

    static BareRoot in(Path folder) throws IOException, InterruptedException {
        for (String part : List.of("bin", "proc", "dev", "tmp", "home/user", "lib64", "lib/x86_64-linux-gnu",
                "usr/lib/locale")) {
            Files.createDirectories(folder.resolve(part));
        }
        for (String tool : List.of("sh", "readlink", "dirname")) copy(Path.of("/bin", tool), folder.resolve("bin"));
        for (String library : LIBRARIES) {
            copy(HOST_LIBRARIES.resolve(library), folder.resolve("lib/x86_64-linux-gnu"));
        }
        copy(Path.of("/", LINKER), folder.resolve("lib64"));
        host("cp", "-r", "/" + LOCALE, folder.resolve(LOCALE).toString());
        devices(folder);
        host("chmod", "1777", folder.resolve("tmp").toString());
        host("chown", USER, folder.resolve("home/user").toString());
        return new BareRoot(folder, HOME, Map.of("HOME", HOME.toString(), "PATH", "/bin:/usr/bin:/usr/sbin"));
    }

    /** What the layers of an image hold, one over the other, with its environment. */
    static BareRoot of(ImageFile image, Path folder) throws IOException, InterruptedException {
        for (Path layer : image.layers()) host("tar", "-xf", layer.toString(), "-C", folder.toString());
        devices(folder);
        return new BareRoot(folder, image.home(), image.environment());
    }

    private static void devices(Path folder) throws IOException, InterruptedException {
        for (String[] device : new String[][]{{"null", "3"}, {"random", "8"}, {"urandom", "9"}}) {
            Path node = folder.resolve("dev").resolve(device[0]);
            if (Files.notExists(node)) host("mknod", "-m", "666", node.toString(), "c", "1", device[1]);
        }
    }

    private static void copy(Path file, Path to) throws IOException {
        Files.copy(file.toRealPath(), to.resolve(file.getFileName()));
    }

    private static void host(String... command) throws IOException, InterruptedException {
        Program.run(new ProcessBuilder(command), 60);
    }

    /**
     * A command inside, as a user without rights, in that user's home.
     *
     * @param network
     *            the machine's own, or none at all
     */
    ProcessBuilder command(boolean network, Object... words) {
        List<String> line = new ArrayList<>(List.of("/usr/bin/unshare", "--mount"));
        if (!network) line.add("--net");
        line.addAll(List.of("/bin/sh", "-c", "mount -t proc proc \"$0/proc\" && exec chroot --userspec=" + USER + ":"
                + USER + " \"$0\" /bin/sh -c 'cd " + home + " && exec \"$0\" \"$@\"' \"$@\"", folder.toString()));
        Stream.of(words).map(Object::toString).forEach(line::add);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** The same file seen from outside. */
    Path outside(Path inside) {
        return folder.resolve(Path.of("/").relativize(inside));
    }
}
