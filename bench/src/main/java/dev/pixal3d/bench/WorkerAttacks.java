// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.bench.AttackTarget.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Requests that take their worker along, and a disk that is full. */
final class WorkerAttacks {
    private static final int MIB = 1 << 20;
    /** The least work. */
    private static final String SMALL = ",\"decimation_target\":5000,\"texture_size\":1024}";

    private WorkerAttacks() {}

    /** Whoever runs the first request is killed, each of its three times; the others must not wait for them. */
    static String poison(AttackTarget target) throws IOException {
        String input = "{\"image_url\":\"" + AttackTarget.picture() + "\"" + SMALL;
        Answer poison = target.callAs(AttackTarget.authorization(target.key())
                + "X-Fal-Retry-Config: {\"connection_error\":{\"retries\":2}}\r\n", "POST", AttackTarget.QUEUE, input);
        poison.expect(200);
        List<Answer> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) others.add(target.call("POST", AttackTarget.QUEUE, input));
        kill(target, poison);
        for (Answer other : others) {
            String end = target.ended(other, 240);
            if (!end.isEmpty()) throw new IOException("a neighbour ended as '" + end + "'");
        }
        kill(target, poison);
        kill(target, poison);
        String end = target.ended(poison, 60);
        if (!end.equals("runner_disconnected")) throw new IOException("it ended as '" + end + "'");
        return others.size() + " neighbours were served after its first death, it ended with its third";
    }

    /** Kills its worker as soon as it runs. */
    private static void kill(AttackTarget target, Answer request) throws IOException {
        long start = System.nanoTime();
        while (!target.call("GET", request.member("status_url"), "").member("status").equals("IN_PROGRESS")) {
            if ((System.nanoTime() - start) / 1e9 > 240) throw new IOException("it does not run");
            LockSupport.parkNanos(20_000_000);
        }
        target.killWorkers();
        while (target.call("GET", request.member("status_url"), "").member("status").equals("IN_PROGRESS")) {
            if ((System.nanoTime() - start) / 1e9 > 240) throw new IOException("its death is not noticed");
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** A model too large for its worker's heap. */
    static String memory(AttackTarget target) throws IOException {
        String large = "{\"image_url\":\"" + AttackTarget.picture() + "\",\"texture_size\":4096,\"resolution\":1536}";
        Answer submitted = target.callAs(AttackTarget.authorization(target.key()) + "X-Fal-No-Retry: 1\r\n", "POST",
                AttackTarget.QUEUE, large);
        String end = target.ended(submitted, 120);
        if (!end.equals("runner_disconnected") && !end.equals("runner_server_error")) {
            throw new IOException("it ended as '" + end + "'");
        }
        String next = target.ended(target.call("POST", AttackTarget.QUEUE, "{\"image_url\":5}"), 60);
        if (!next.equals("string_type")) throw new IOException("the next one ended as '" + next + "'");
        String why = target.call("GET", AttackTarget.path(submitted.member("response_url")), "").member("message");
        if (!why.contains("out of memory")) throw new IOException("it said " + why);
        return end + ": " + why;
    }

    /** The data folder's disk fills up to its last byte and gets room again. */
    static String fullDisk(AttackTarget target) throws IOException {
        Path room = Files.write(target.data().resolveSibling("room"), new byte[24 * MIB]);
        int uploads = 0;
        Answer answer;
        do {
            Answer ticket = target.call("POST", "/rest/storage/upload/initiate", "{\"file_name\":\"a\"}");
            answer = target.call("PUT", AttackTarget.path(ticket.member("upload_url")), new byte[4 * MIB]);
        } while (answer.status() == 200 && uploads++ < 100);
        answer.expect(507);
        String input = "{\"image_url\":\"" + AttackTarget.picture() + "\"" + SMALL;
        // less than one more upload is left above the reserve
        Path little = Files.write(target.data().resolveSibling("little"), new byte[4 * MIB]);
        target.call("POST", AttackTarget.QUEUE, input).expect(503);
        List<Path> fillers = fill(target.data().resolveSibling(""));
        for (int i = 0; i < 20; i++) {
            int status = target.call("POST", AttackTarget.QUEUE, input).status();
            if (status != 503 && status != 507) throw new IOException("a full disk took a request: " + status);
        }
        target.call("GET", "/health/live", "").expect(200);
        target.call("GET", "/health/ready", "").expect(503);
        for (Path filler : fillers) Files.delete(filler);
        Files.delete(little);
        Files.delete(room);
        String end = target.ended(target.call("POST", AttackTarget.QUEUE, input), 240);
        if (!end.isEmpty()) throw new IOException("with room again a request ended as '" + end + "'");
        return uploads + " uploads, then 507 and 503; with room again a model was made, without a restart";
    }

    private static List<Path> fill(Path disk) throws IOException {
        List<Path> fillers = new ArrayList<>();
        for (int size = MIB; size >= 1 << 12; size >>= 4) {
            try {
                while (fillers.size() < 10_000) {
                    fillers.add(disk.resolve("filler" + fillers.size()));
                    Files.write(fillers.getLast(), new byte[size]);
                }
            } catch (IOException _) {
                // no space for so much
            }
        }
        return fillers;
    }
}
