// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Platform;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.queue.FullDisk;
import dev.pixal3d.queue.StoreException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;

/**
 * What a thrown exception means to the person at the terminal, or to the program that reads JSON.
 *
 * @param type
 *            the API's word for it
 * @param exitCode
 *            one of {@link ExitCode}
 * @param message
 *            one line, or one a problem
 */
record CommandFailure(String type, int exitCode, String message) {
    private static final String UNUSABLE = Problem.Kind.UNUSABLE_FILE.type();

    private CommandFailure(int exitCode, String message) {
        this(switch (exitCode) {
            case ExitCode.USAGE -> Problem.Kind.BAD_REQUEST.type();
            case ExitCode.CANCELLED -> "cancelled";
            case ExitCode.MODEL_MISSING -> Problem.Kind.FEATURE_NOT_SUPPORTED.type();
            case ExitCode.INPUT -> UNUSABLE;
            case ExitCode.DISK_FULL -> Problem.Kind.INSUFFICIENT_STORAGE.type();
            default -> Problem.Kind.INTERNAL_SERVER_ERROR.type();
        }, exitCode, message);
    }

    static CommandFailure of(Throwable thrown) {
        return switch (thrown) {
            case ProblemException e -> new CommandFailure(e.problem().kind().type(), e.problem().kind().exitCode(),
                    String.valueOf(e.getMessage()));
            case Exception e when FullDisk.caused(e) -> new CommandFailure(ExitCode.DISK_FULL,
                    (e instanceof FileSystemException file ? file.getFile() : "disk")
                            + ": no space is left. Free some room, or name a folder on another disk.");
            case StoreException e -> new CommandFailure(ExitCode.INPUT, String.valueOf(e.getMessage()));
            case CancellationException _ -> new CommandFailure(ExitCode.CANCELLED, "cancelled");
            case OutOfMemoryError _ -> new CommandFailure(ExitCode.MEMORY, "memory: the heap is full (limit "
                    + Runtime.getRuntime().maxMemory() / (1 << 20)
                    + " MB). Choose a smaller decimation_target, texture_size or resolution, or close other programs.");
            case InvalidPathException e -> new CommandFailure(ExitCode.INPUT, e.getInput()
                    + ": cannot be a path here (" + e.getReason() + "). Check its letters"
                    + (Platform.here() == Platform.POSIX ? ", and that LC_ALL names a UTF-8 locale." : "."));
            case NoSuchFileException e -> new CommandFailure(ExitCode.INPUT,
                    e.getFile() + ": no such file. Check the path.");
            case AccessDeniedException e -> new CommandFailure(ExitCode.INPUT,
                    e.getFile() + ": access denied. Check the permissions.");
            case FileSystemException e -> new CommandFailure(ExitCode.INPUT, e.getFile() + ": "
                    + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()) + ".");
            case IOException e ->
                new CommandFailure(ExitCode.INPUT, e.getMessage() == null ? e.toString() : e.getMessage());
            default -> new CommandFailure(ExitCode.INTERNAL, "internal error: " + thrown
                    + ". This is a bug: please report it with the output of --stacktrace.");
        };
    }

    /** The same failure with the file's name in front, unless it is there already. */
    CommandFailure in(String file) {
        return message.startsWith(file) || exitCode == ExitCode.CANCELLED
                ? this
                : new CommandFailure(type, exitCode, file + ": " + message);
    }

    /** As a JSON value, the same for every command. */
    Map<String, Object> json() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type);
        error.put("message", message);
        error.put("exit_code", exitCode);
        return error;
    }
}
