// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.weights.Manifest.Item;
import dev.pixal3d.weights.Manifest.Part;
import dev.pixal3d.weights.Manifest.Use;
import dev.pixal3d.weights.WeightsFolder.State;
import dev.pixal3d.weights.WeightsFolder.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Brings a folder up to the list: what is right stays, what is missing, half, or wrong is taken from another program's
 * cache or downloaded, several files at once. A pull that is stopped, in whatever way, loses nothing: the next one goes
 * on. One pull at a time works on a folder.
 */
public final class Pull {
    /** Bytes that must stay free on the disk. */
    private static final long RESERVE = 256L << 20;

    private final Path folder;
    private final WeightsFolder weights;
    private final HubSettings settings;
    private final Hub hub;
    private final Progress progress;

    /**
     * @param environment
     *            for the proxies
     */
    public Pull(Path folder, HubSettings settings, Map<String, String> environment, Progress progress) {
        this.folder = folder;
        this.weights = new WeightsFolder(folder);
        this.settings = settings;
        this.hub = new Hub(settings, environment);
        this.progress = progress;
    }

    /** What a pull of these parts would do: the files that are not right yet. */
    public List<Status> plan(List<Part> parts) throws IOException {
        List<Status> wrong = new ArrayList<>();
        for (Part part : parts) {
            for (Item item : part.items()) {
                Status status = weights.status(part, item);
                if (!isRight(part, item, status)) wrong.add(status);
            }
        }
        return wrong;
    }

    /** Right without reading: verified and untouched, or nothing is known that could be compared. */
    private boolean isRight(Part part, Item item, Status status) {
        if (status.state() == State.VERIFIED) return true;
        return status.state() == State.PRESENT && item.sha256().isEmpty() && weights.pin(part, item).isEmpty();
    }

    /**
     * Does it.
     *
     * @throws ProblemException
     *             naming the first file that could not be had; the others were still pulled
     */
    public void run(List<Part> parts) throws IOException, InterruptedException {
        refuseTwins(parts);
        Files.createDirectories(folder);
        try (FileChannel lock = lock()) {
            for (Part part : parts) Licences.show(folder, part, progress);
            List<Task> tasks = new ArrayList<>();
            for (Part part : parts) {
                for (Item item : part.items()) {
                    Status status = weights.status(part, item);
                    if (!isRight(part, item, status)) tasks.add(new Task(part, item, status));
                }
            }
            requireSpace(tasks);
            progress.total(tasks.stream().mapToLong(t -> Math.max(0, t.status.expected())).sum(),
                    tasks.stream().allMatch(t -> t.status.expected() >= 0));
            all(tasks);
        }
    }

    private record Task(Part part, Item item, Status status) {}

    private static void refuseTwins(List<Part> parts) {
        for (Part part : parts) {
            if (part.use() == Use.INSTEAD
                    && parts.stream().anyMatch(p -> p.name().equals(part.replaces().orElse("")))) {
                throw WeightsProblem.usage("weights: " + part.name() + " takes the place of "
                        + part.replaces().orElse("") + " (got both). Choose one.");
            }
        }
    }

    private FileChannel lock() throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(".pull.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return channel;
        } catch (OverlappingFileLockException e) {
            // told below
        }
        channel.close();
        throw WeightsProblem.usage(folder + ": another pull is at work here. Wait for it, or stop it.");
    }

    private void requireSpace(List<Task> tasks) throws IOException {
        long needed = 0;
        for (Task task : tasks) {
            needed += Math.max(0, task.status.expected() - Download.begun(weights.path(task.item)));
        }
        long free = folder.toFile().getUsableSpace();
        if (needed > 0 && needed + RESERVE > free) {
            throw WeightsProblem.noRoom(folder + ": the disk has not enough room (got " + (free >> 20)
                    + " MiB free, needed " + (needed + RESERVE >> 20) + "). Free some, or name another folder with "
                    + "--weights.");
        }
    }

    private void all(List<Task> tasks) throws IOException, InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(settings.parallel(),
                Thread.ofPlatform().daemon().name("pull-", 0).factory())) {
            try {
                for (Task task : tasks) running.add(threads.submit(() -> {
                    one(task);
                    return null;
                }));
                join(running);
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
    }

    /** Waits for all, so that one refused file does not keep the others away; then tells the first failure. */
    private static void join(List<Future<?>> running) throws IOException, InterruptedException {
        Optional<Throwable> first = Optional.empty();
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                if (first.isEmpty()) first = Optional.ofNullable(e.getCause());
            }
        }
        switch (first.orElse(null)) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case InterruptedException e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void one(Task task) throws IOException, InterruptedException {
        Part part = task.part;
        Item item = task.item;
        Path target = weights.path(item);
        if (task.status.state() == State.PRESENT) {
            Status checked = weights.checked(part, item, task.status, progress);
            if (checked.state() == State.VERIFIED) return;
            progress.done(item.to(), -task.status.bytes());
            progress.note(checked.detail() + "; it is pulled again");
        }
        Optional<String> pinned = weights.pin(part, item).map(Pins.Pin::sha256);
        Optional<Caches.Found> found = new Caches(settings).find(part, item, pinned, n -> progress.done(item.to(), n));
        if (found.isPresent()) {
            Caches.link(found.get().file(), target);
            Download.discard(target);
            progress.note(item.to() + ": found at " + found.get().file());
            pin(part, item, found.get().revision(), Files.size(target), found.get().sha256(), target);
            return;
        }
        if (settings.offline()) {
            throw WeightsProblem.unreachable(item.to() + " (" + part.source()
                    + "): is not in a cache, and HF_HUB_OFFLINE forbids to download it. Unset it.");
        }
        Download.Done done = new Download(hub, part, item, target, settings.stall(), progress).run(pinned);
        pin(part, item, done.revision(), done.size(), done.sha256(), target);
    }

    private void pin(Part part, Item item, String revision, long size, String sha256, Path target) throws IOException {
        weights.pins().put(item.to(),
                new Pins.Pin(part.name(), part.source(), revision, size, sha256, WeightsFolder.time(target)));
    }
}
