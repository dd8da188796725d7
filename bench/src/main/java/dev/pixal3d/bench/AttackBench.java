// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Attacks on servers that this starts, on loopback only, bounded in time and number: what holds handles, memory,
 * threads, the disk or the only worker, what leads inside, what wants more than its key allows. After each attack the
 * server must answer others. It has 1 GB of heap and {@value AttackTarget#HANDLES} handles. Ends with 1 when something
 * fell. Argument: a directory for the servers' data (default: the current one), then words of which an attack's name
 * must have one (default: all).
 */
public final class AttackBench {
    private final MarkdownTable table = MarkdownTable.live("Attacks");
    private final Path directory;
    private final List<String> only;
    private boolean fell;

    private AttackBench(Path directory, List<String> only) {
        this.directory = directory;
        this.only = only;
    }

    /** What it saw, in a few words, or an exception that says what fell. */
    private interface Attack {
        String on(AttackTarget target) throws Exception;
    }

    private record Named(String name, Attack attack) {}

    public static void main(String[] arguments) throws Exception {
        boolean fell;
        Path place = Path.of(arguments.length == 0 ? "." : arguments[0]);
        try (TemporaryFolder folder = TemporaryFolder.in(place, "attack-bench")) {
            AttackBench bench = new AttackBench(folder.path(),
                    List.of(arguments).subList(Math.min(1, arguments.length), arguments.length));
            bench.all();
            fell = bench.fell;
        }
        System.exit(fell ? 1 : 0);
    }

    private void all() throws IOException, InterruptedException {
        on("as served by default", List.of(),
                new Named("8,000 idle connections, no key", t -> NetworkAttacks.idle(t, 8000, "")),
                new Named("8,000 half requests, no key", t -> NetworkAttacks.idle(t, 8000, "GET / HTTP/1.1\r\nHost")),
                new Named("a chunk of 2 GiB, no key", NetworkAttacks::hugeChunk),
                new Named("6 bodies of 32 MB of [[],[],...", t -> NetworkAttacks.bodies(t, 6, "[],")),
                new Named("24 bodies of 31 MB that stop", NetworkAttacks::stuckBodies),
                new Named("JSON of 100,000 levels", NetworkAttacks::levels),
                new Named("4,500 parts of one byte", NetworkAttacks::parts),
                new Named("300 readers that do not read", NetworkAttacks::slowReaders),
                new Named("5,000 requests of random bytes", NetworkAttacks::garbage),
                new Named("ways to write addresses inside", NetworkAttacks::inside),
                new Named("HTTP/1.0", NetworkAttacks::old),
                new Named("20 refused bodies of 30 MB", KeyAttacks::refusedBodies),
                new Named("own files of others as pictures", KeyAttacks::ownFiles),
                new Named("a request whose worker always dies", WorkerAttacks::poison));
        on("private addresses allowed", List.of("--allow-private-urls"),
                new Named("300 webhooks to receivers that drip", PeerAttacks::drippingReceivers),
                new Named("a picture host that drips", PeerAttacks::drippingPicture));
        on("workers of 64 MiB", List.of("--worker-memory", "64"),
                new Named("a model beyond its worker's memory", WorkerAttacks::memory));
        on("without keys", List.of("--anonymous", "--workers", "0"),
                new Named("pages of other sites, foreign names", KeyAttacks::otherSites));
        on("with quotas",
                List.of("--workers", "0", "--key-queued", "5", "--key-stored", "1", "--key-requests", "20"),
                new Named("one key takes all it can get", KeyAttacks::quotas));
        lent();
        small();
    }

    /** A server that lends a key, which the one before made. */
    private void lent() throws IOException, InterruptedException {
        Named borrowed = new Named("a page with a lent key", KeyAttacks::lentKey);
        Named admin = new Named("an ADMIN key to be lent", _ -> "");
        if (!wanted(borrowed) && !wanted(admin)) return;
        Path data = directory.resolve("lent");
        String key;
        String lent;
        try (AttackTarget first = new AttackTarget(data, "", List.of("--workers", "0"))) {
            key = first.key();
            lent = first.newKey();
        }
        String refusal = AttackTarget.refusal(data, List.of("--workers", "0", "--proxy-key", key));
        try (AttackTarget target = new AttackTarget(data, key, List.of("--workers", "0", "--proxy-key", lent))) {
            run(borrowed, target);
            run(new Named(admin.name, _ -> {
                if (!refusal.contains("scope ADMIN")) throw new IOException("it said " + refusal);
                return "the server refuses to start";
            }), target);
        }
    }

    /** A server on a disk of 96 MiB. */
    private void small() throws IOException, InterruptedException {
        Named full = new Named("a disk that is full", WorkerAttacks::fullDisk);
        if (!wanted(full)) return;
        Path disk = Files.createDirectory(directory.resolve("disk"));
        if (!mounted("mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", disk.toString())) {
            System.out.println("\n(a disk that is full: skipped, only root on Linux can mount a small one)");
            return;
        }
        try (AttackTarget target = new AttackTarget(disk.resolve("data"), "", List.of("--reserve", "16"))) {
            run(full, target);
        } finally {
            mounted("umount", disk.toString());
        }
    }

    private static boolean mounted(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private boolean wanted(Named attack) { return only.isEmpty() || only.stream().anyMatch(attack.name::contains); }

    /** One server for some attacks. */
    private void on(String name, List<String> options, Named... attacks) throws IOException {
        List<Named> chosen = new ArrayList<>(List.of(attacks));
        chosen.removeIf(attack -> !wanted(attack));
        if (chosen.isEmpty()) return;
        try (AttackTarget target = new AttackTarget(directory.resolve(name), "", options)) {
            for (Named attack : chosen) run(attack, target);
        }
    }

    private void run(Named attack, AttackTarget target) {
        if (!wanted(attack)) return;
        long start = System.nanoTime();
        String saw;
        boolean held = false;
        String health = "none";
        try {
            saw = attack.attack.on(target);
            held = true;
        } catch (Exception e) {
            saw = "FELL: " + e;
        }
        try {
            health = "%.0f ms".formatted(target.health());
        } catch (IOException e) {
            held = false;
            saw += "; afterwards: " + e.getMessage() + (target.alive() ? "" : ", the process is gone");
        }
        fell |= !held;
        table.add(new MarkdownTable.Row().with("attack", attack.name).with("held", held ? "yes" : "NO")
                .with("seen", saw).with("health afterwards", health)
                .with("seconds", "%.1f".formatted((System.nanoTime() - start) / 1e9)));
    }
}
