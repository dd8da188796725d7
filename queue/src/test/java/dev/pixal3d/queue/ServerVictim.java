// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server for {@link ServerKillTest}: opens the store, runs workers and accepts numbered requests, telling on standard
 * output which it has accepted. Arguments: directory, first number, end.
 */
final class ServerVictim {
    private ServerVictim() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        RequestStore requests = SqliteStore.open(directory.resolve("store.db")).requests();
        WorkerKillTest.Killer killer = new WorkerKillTest.Killer(7, 30, new AtomicInteger());
        WorkerOptions options = WorkerOptions.of("victim", 2, directory.resolve("scratch"))
                .withDelays(Duration.ofMillis(1), Duration.ofMillis(10));
        WorkerSupervisor supervisor = WorkerSupervisor.processes(requests, options,
                TestRunner.command(directory.toString()),
                Publisher.PLAIN, killer);
        killer.aimAt(supervisor);
        for (int n = Integer.parseInt(arguments[1]); n < Integer.parseInt(arguments[2]); n++) {
            Submission submission = Submission.of("e", "{\"n\":%d,\"micros\":500}".formatted(n))
                    .withIdempotencyKey("number " + n).withPriority(n % 3 == 0 ? Priority.LOW : Priority.NORMAL);
            SubmitResult.Accepted accepted = (SubmitResult.Accepted) requests.submit(submission);
            System.out.println(n + " " + accepted.request().id());
        }
        try (Watch watch = requests.watch("")) {
            while (requests.stats().waiting() + requests.stats().running() > 0) watch.await(Duration.ofSeconds(1));
        }
        System.out.println("all done");
        supervisor.close();
    }
}
