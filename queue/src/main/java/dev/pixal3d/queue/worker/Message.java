// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RunProgress;
import java.time.Duration;
import java.time.Instant;

/** What supervisor and worker tell each other; payloads travel as files in the job's directory. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(value = Message.Run.class, name = "run"),
        @JsonSubTypes.Type(value = Message.Cancel.class, name = "cancel"),
        @JsonSubTypes.Type(value = Message.Ping.class, name = "ping"),
        @JsonSubTypes.Type(value = Message.Ready.class, name = "ready"),
        @JsonSubTypes.Type(value = Message.Alive.class, name = "alive"),
        @JsonSubTypes.Type(value = Message.Step.class, name = "step"),
        @JsonSubTypes.Type(value = Message.Line.class, name = "line"),
        @JsonSubTypes.Type(value = Message.Ended.class, name = "ended"),
        @JsonSubTypes.Type(value = Message.Failed.class, name = "failed")})
sealed interface Message {
    /**
     * To the worker: run this job; only after its last one ended.
     *
     * @param held
     *            how long the supervisor surely has the request from now on: unless a ping says more, the worker ends
     *            at once then
     */
    record Run(String requestId, int attempt, String endpoint, String directory, Duration held)
            implements
                Message {}

    /** To the worker: stop the job under way. */
    record Cancel() implements Message {}

    /** From the worker, once: it can take jobs. */
    record Ready(long pid, WorkerMemory memory) implements Message {}

    /** To the worker during a run, after each heartbeat: how long its supervisor surely has the request from now on. */
    record Ping(Duration held) implements Message {}

    /** From the worker, every second: its process is not stuck. */
    record Alive(WorkerMemory memory) implements Message {}

    /** From the worker: the run moved on. */
    record Step(RunProgress progress) implements Message {}

    /** From the worker: one line for the request's log. */
    record Line(Instant time, LogLine.Level level, String text) implements Message {}

    /** From the worker, once per job: how it ended. */
    sealed interface Last extends Message {
    }

    /**
     * The job has an {@link dev.pixal3d.queue.Outcome}; it is in the job's directory.
     *
     * @param time
     *            the run's own time
     */
    record Ended(Duration time) implements Last {}

    /** The attempt came to nothing through no fault of the request, which is tried again. */
    record Failed(Reason reason, String error) implements Last {
        /** Why. */
        enum Reason {
            /** What it made found no space on the disk: the request loses no attempt. */
            DISK_FULL,
            /** It threw an error, e.g. out of memory: the worker ends too. */
            ERROR
        }

        /** Whether the worker is of no use afterwards. */
        boolean fatal() { return reason == Reason.ERROR; }
    }
}
