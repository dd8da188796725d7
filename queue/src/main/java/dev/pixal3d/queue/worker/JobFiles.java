// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** A job's directory: its input before the run, its outcome after. */
final class JobFiles {
    private static final String OUTCOME = "outcome.json";
    private static final ObjectMapper JSON = JsonMapper.builder().addMixIn(Outcome.class, Typed.class).build();

    /** Names the kinds of outcome in the file. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Outcome.Succeeded.class, name = "succeeded"),
            @JsonSubTypes.Type(value = Outcome.Rejected.class, name = "rejected"),
            @JsonSubTypes.Type(value = Outcome.Faulted.class, name = "faulted"),
            @JsonSubTypes.Type(value = Outcome.Expired.class, name = "expired"),
            @JsonSubTypes.Type(value = Outcome.Cancelled.class, name = "cancelled")})
    private interface Typed {
    }

    private JobFiles() {}

    /** Makes the directory of a claimed request's attempt. */
    static Job create(Path scratch, Claim claim) throws IOException {
        Path directory = scratch.resolve(claim.lease().requestId() + "-" + claim.lease().attempt()).toAbsolutePath();
        delete(directory);
        PrivateFiles.folder(directory);
        Files.writeString(PrivateFiles.file(directory.resolve(Job.INPUT)), claim.input());
        return new Job(claim.lease().requestId(), claim.lease().attempt(), claim.request().endpoint(), directory);
    }

    /** Written beside and moved, so that it is whole or absent. */
    static void write(Job job, Outcome outcome) throws IOException {
        Path draft = PrivateFiles.file(job.directory().resolve(OUTCOME + ".part"));
        Files.writeString(draft, JSON.writerFor(Outcome.class).writeValueAsString(outcome));
        Files.move(draft, job.directory().resolve(OUTCOME), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The outcome; empty when there is none that can be read. */
    static Optional<Outcome> read(Job job) {
        try {
            return Optional.of(JSON.readValue(Files.readString(job.directory().resolve(OUTCOME)), Outcome.class));
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** Deletes a directory with all in it; what a run left behind still writes stays until the next start. */
    static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        } catch (IOException | UncheckedIOException e) {
            // nothing depends on it: attempts have directories of their own
        }
    }
}
