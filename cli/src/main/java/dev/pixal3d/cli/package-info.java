// SPDX-License-Identifier: MIT
/**
 * The {@code pixal3d} command. In: words, files and streams of a {@code Console}. Out: files, lines and an exit code;
 * the work is done by the modules below. Begin at {@link dev.pixal3d.cli.Main}, which lists the commands, then
 * {@code GenerateCommand}; {@code CommandFailure} says what any error means to the caller.
 */
@NullMarked
package dev.pixal3d.cli;

import org.jspecify.annotations.NullMarked;
