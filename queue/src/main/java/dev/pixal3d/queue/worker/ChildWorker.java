// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A worker in a process of its own (see {@link WorkerLoop}). */
final class ChildWorker implements Worker {
    /** The JVM's own, with {@code -XX:+ExitOnOutOfMemoryError}; a worker that is ready has no other use of it. */
    private static final int OUT_OF_MEMORY = 3;

    private final Process process;
    private final OutputStream in;
    private final BlockingQueue<Optional<Message>> messages = new LinkedBlockingQueue<>();
    private volatile long heard = System.nanoTime();
    private volatile Optional<WorkerMemory> memory = Optional.empty();
    private boolean ready;
    private boolean gone;

    /**
     * @param noise
     *            hears its standard error and what is no message on its standard output
     */
    ChildWorker(List<String> command, Consumer<String> noise) throws IOException {
        this.process = new ProcessBuilder(command).start();
        this.in = process.getOutputStream();
        Thread.ofPlatform().daemon().name("worker-output").start(() -> listen(process.getInputStream(), noise));
        Thread.ofPlatform().daemon().name("worker-errors").start(() -> drain(process.getErrorStream(), noise));
    }

    private void listen(InputStream out, Consumer<String> noise) {
        try (BufferedReader reader = Wire.reader(out)) {
            Optional<Message> message;
            do {
                message = Wire.receive(reader, noise);
                heard = System.nanoTime();
                memory = switch (message.orElse(null)) {
                    case Message.Ready first -> Optional.of(first.memory());
                    case Message.Alive alive -> Optional.of(alive.memory());
                    case null, default -> memory;
                };
                messages.add(message);
            } while (message.isPresent());
        } catch (IOException e) {
            messages.add(Optional.empty());
        }
    }

    private static void drain(InputStream errors, Consumer<String> noise) {
        try (BufferedReader reader = Wire.reader(errors)) {
            reader.lines().forEach(noise);
        } catch (IOException | java.io.UncheckedIOException e) {
            noise.accept("(its standard error cannot be read any more: " + e.getMessage() + ")");
        }
    }

    @Override
    public void send(Message message) throws IOException { Wire.send(in, message); }

    @Override
    public Optional<Message> receive(Duration timeout) throws InterruptedException {
        if (gone) return Optional.empty();
        Optional<Message> message = messages.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (message == null) return Optional.empty();
        gone = message.isEmpty();
        ready |= message.filter(Message.Ready.class::isInstance).isPresent();
        return message;
    }

    @Override
    public boolean gone() { return gone; }

    @Override
    public Duration silence() { return Duration.ofNanos(System.nanoTime() - heard); }

    @Override
    public Optional<WorkerMemory> memory() { return memory; }

    @Override
    public String causeOfDeath() {
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) return "it closed its output";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "it ended";
        }
        int status = process.exitValue();
        if (ready && status == OUT_OF_MEMORY) return Incident.OUT_OF_MEMORY;
        return Platform.here().end(status);
    }

    @Override
    public long pid() { return process.pid(); }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
