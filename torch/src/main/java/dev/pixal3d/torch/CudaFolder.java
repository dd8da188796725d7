// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import dev.pixal3d.core.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A folder of the program's own with CUDA's libraries, unpacked from NVIDIA's packages or found among what another
 * program has installed: links by the names that libtorch asks for, and a list with the hashes of what they lead to.
 * The launcher puts it on the linker's path. For Linux: Windows has its libraries on PATH.
 *
 * @param folder
 *            need not exist
 */
public record CudaFolder(Path folder) {
    private static final String LIST = "libraries.json";
    private static final int DEPTH = 8;
    private static final Pattern COMPANION = Pattern.compile("(lib[A-Za-z]+)[_-][\\w-]+\\.so(\\.\\d+)*");

    /** ~/.pixal3d/gpu, where the launcher looks. */
    public static CudaFolder ofUser() {
        return new CudaFolder(Path.of(System.getProperty("user.home"), ".pixal3d", "gpu"));
    }

    /** Where {@link #unpack} gets the packages from; whoever downloads them puts them there. */
    public Path packages() {
        return folder.resolve("packages");
    }

    private Path unpacked() { return folder.resolve("libraries"); }

    /**
     * Unpacks the libraries of NVIDIA's packages and links them, as {@link #install} does.
     *
     * @return names that libtorch asks for and that were not in the packages
     */
    public List<String> unpack() throws IOException {
        CudaPackages.unpack(packages(), unpacked());
        return install(unpacked());
    }

    /**
     * Links the libraries that lie below another folder, and those beside them that they load by themselves; of those
     * with the same name, the one whose path sorts first. Changes nothing unless all are there and are for this
     * machine.
     *
     * @return names that libtorch asks for and that were not found
     * @throws TorchException
     *             when a library is not for this machine
     */
    public List<String> install(Path source) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(source, DEPTH)) {
            all.filter(p -> CudaNames.LINUX.files().contains(String.valueOf(p.getFileName())))
                    .filter(Files::isRegularFile).sorted()
                    .forEach(p -> found.putIfAbsent(String.valueOf(p.getFileName()), p));
        }
        List<String> missing = CudaNames.LINUX.files().stream().filter(n -> !found.containsKey(n)).toList();
        for (Path place : found.values().stream().map(p -> p.resolveSibling("")).distinct().sorted().toList()) {
            try (Stream<Path> beside = Files.list(place)) {
                beside.filter(p -> isCompanion(String.valueOf(p.getFileName())))
                        .filter(Files::isRegularFile).sorted()
                        .forEach(p -> found.putIfAbsent(String.valueOf(p.getFileName()), p));
            }
        }
        for (Path file : found.values()) requireMachine(file);
        if (!missing.isEmpty()) return missing;
        removeLinks();
        Files.createDirectories(folder);
        ObjectNode list = JsonMapper.builder().build().createObjectNode();
        for (Map.Entry<String, Path> library : found.entrySet()) {
            Path real = library.getValue().toRealPath();
            Files.createSymbolicLink(folder.resolve(library.getKey()), real);
            list.putObject(library.getKey()).put("from", real.toString()).put("sha256", Sha256.hex(real));
        }
        Files.writeString(folder.resolve(LIST), list.toPrettyString());
        return missing;
    }

    /**
     * Whether a file is named like a part of one of these libraries, which loads it by itself when it first needs it:
     * libcudnn_engines_precompiled.so.9 of libcudnn, libnvrtc-builtins.so.13.0 of libnvrtc.
     */
    static boolean isCompanion(String name) {
        Matcher part = COMPANION.matcher(name);
        return part.matches() && CudaNames.LINUX.files().stream().anyMatch(n -> n.startsWith(part.group(1) + ".so"));
    }

    private static void requireMachine(Path file) throws IOException {
        int machine = ElfFile.read(file).orElseThrow(() -> new TorchException(file
                + ": is no library for 64-bit Linux. Name another folder.")).machine();
        int wanted = ElfFile.machineHere();
        if (machine != wanted) {
            throw new TorchException(file + ": is for another kind of processor (got ELF machine " + machine
                    + ", allowed " + wanted + " on " + System.getProperty("os.arch") + "). Name another folder.");
        }
    }

    /** What was installed and is not as it was, each with its reason; empty: all right, or nothing was installed. */
    public List<String> verify() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, String> library : hashes().entrySet()) {
            Path file = folder.resolve(library.getKey());
            if (!Files.isRegularFile(file)) wrong.add(library.getKey() + ": is gone");
            else if (!Sha256.hex(file).equals(library.getValue())) wrong.add(library.getKey() + ": has changed");
        }
        return wrong;
    }

    /** Names of what is installed. */
    public List<String> names() throws IOException {
        return List.copyOf(hashes().keySet());
    }

    private Map<String, String> hashes() throws IOException {
        Path list = folder.resolve(LIST);
        Map<String, String> hashes = new TreeMap<>();
        if (!Files.exists(list)) return hashes;
        try {
            JsonMapper.builder().build().readTree(Files.readAllBytes(list)).properties()
                    .forEach(e -> hashes.put(e.getKey(), e.getValue().path("sha256").asString("")));
            return hashes;
        } catch (JacksonException e) {
            throw new TorchException(list + ": is damaged. Run pixal3d gpu install again.", e);
        }
    }

    /** Removes the links, the list, and what was downloaded; libraries that another program has installed stay. */
    public void remove() throws IOException {
        removeLinks();
        CudaPackages.delete(unpacked());
        CudaPackages.delete(packages());
        if (Files.isDirectory(folder) && isEmpty()) Files.delete(folder);
    }

    private void removeLinks() throws IOException {
        if (!Files.isDirectory(folder)) return;
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(Files::isSymbolicLink).toList()) Files.delete(entry);
        }
        Files.deleteIfExists(folder.resolve(LIST));
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
