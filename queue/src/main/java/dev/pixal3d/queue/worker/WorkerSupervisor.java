// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.RequestStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Keeps workers running and fed from the store. A worker that dies, hangs or does not stop when asked is killed and
 * replaced, with exponentially growing delays while that keeps failing; its request goes back to its place in the
 * queue. Thread-safe.
 */
public final class WorkerSupervisor implements AutoCloseable {
    /** Stands for a worker's temporary folder in its command. */
    public static final String TMP = "{tmp}";

    private final WorkerOptions options;
    private final FileChannel lock;
    private final List<WorkerSlot> slots = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Heartbeats heartbeats;
    private volatile boolean draining;

    private WorkerSupervisor(RequestStore store, WorkerOptions options, Worker.Factory factory,
            SupervisedRun.Handover handover, WorkerListener listener) throws IOException {
        this.options = options;
        PrivateFiles.folder(options.scratch());
        this.lock = lock(options.scratch());
        try (Stream<Path> left = Files.list(options.scratch())) {
            for (Path path : left.filter(Files::isDirectory).toList()) JobFiles.delete(path);
        }
        // a name of its own at every start: what an earlier process still does under its name is never taken for this
        String before = LeaseHolder.read(lock);
        if (!before.isEmpty()) store.abandonAll(before + "/", Fault.RUNNER_DISCONNECTED, "The service was restarted");
        String name = LeaseHolder.fresh(options.name());
        LeaseHolder.write(lock, name);
        this.heartbeats = new Heartbeats(store, options.lease(), e -> listener.failed(name,
                "heartbeats were not stored, the runs go on: " + e.getMessage()));
        for (int i = 0; i < options.workers(); i++) {
            WorkerSlot slot = new WorkerSlot(name + "/" + i, store, options, factory, handover, listener, heartbeats);
            slots.add(slot);
            threads.add(Thread.ofPlatform().daemon().name("worker-slot-" + i).start(slot::loop));
        }
    }

    /**
     * Starts workers as processes of their own.
     *
     * @throws IOException
     *             when the scratch directory cannot be used
     */
    public static WorkerSupervisor processes(RequestStore store, WorkerOptions options, WorkerProgram program,
            Stager stager, Publisher publisher, WorkerListener listener) throws IOException {
        return new WorkerSupervisor(store, options, name -> {
            String place = name.substring(name.lastIndexOf('/') + 1);
            Path own = options.scratch().resolve("tmp").resolve(place);
            JobFiles.delete(own);
            PrivateFiles.folder(own);
            return new ChildWorker(program.line(Integer.parseInt(place), own), text -> listener.line(name, text));
        }, new SupervisedRun.Handover(stager, publisher), listener);
    }

    /**
     * Starts workers on threads of this process, for tests and tiny machines: they cannot be killed and share its fate.
     *
     * @param runners
     *            makes one runner per started worker
     * @param parallel
     *            threads for the runs, shared; not closed here
     */
    public static WorkerSupervisor inProcess(RequestStore store, WorkerOptions options, Supplier<JobRunner> runners,
            Parallel parallel, Stager stager, Publisher publisher, WorkerListener listener) throws IOException {
        return new WorkerSupervisor(store, options, _ -> new LocalWorker(runners.get(), parallel),
                new SupervisedRun.Handover(stager, publisher), listener);
    }

    /** One process per scratch directory, also after a crash: the lock goes with its process. */
    private static FileChannel lock(Path scratch) throws IOException {
        FileChannel channel = FileChannel.open(PrivateFiles.file(scratch.resolve("supervisor.lock")),
                StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) return channel;
        } catch (OverlappingFileLockException e) {
            // told below
        }
        channel.close();
        throw new IOException("workers: another process already runs workers in " + scratch
                + ". Stop it, or use another data directory.");
    }

    /** Whether all slots are looked after, or were told to stop; false for good once one's thread has died. */
    public boolean alive() {
        return draining || heartbeats.alive() && threads.stream().allMatch(Thread::isAlive);
    }

    /** The workers as they are. */
    public List<WorkerStatus> workers() {
        return slots.stream().map(WorkerSlot::status).toList();
    }

    /**
     * Takes no new requests and waits for those under way; what still runs after {@code limit} is stopped and given
     * back to the queue without losing an attempt. Then the workers are gone.
     *
     * @throws InterruptedException
     *             when the thread is interrupted; the workers go on draining
     */
    public void drain(Duration limit) throws InterruptedException {
        draining = true;
        slots.forEach(WorkerSlot::drain);
        long end = System.nanoTime() + limit.toNanos();
        for (Thread thread : threads) thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        slots.forEach(WorkerSlot::release);
        for (Thread thread : threads) thread.join();
    }

    /** Drains without waiting: requests under way go back to the queue. */
    @Override
    public void close() {
        try {
            drain(Duration.ZERO);
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        heartbeats.close();
        try {
            lock.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("workers: the lock in " + options.scratch() + " is stuck", e);
        }
    }
}
