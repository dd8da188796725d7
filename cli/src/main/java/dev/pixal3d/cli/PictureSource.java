// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.image.ImageLimits;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.PictureName;
import dev.pixal3d.server.work.Downloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture that the command line names. */
sealed interface PictureSource {
    /** What stands for standard input and output. */
    String STREAM = "-";

    /** Its name in messages, in a form that the user knows again. */
    String shown();

    /** What a model of it is called: its name without folder and extension, never empty. */
    String stem();

    /** In lower case, without the dot; empty when there is none. */
    String extension();

    /**
     * All of it.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when it cannot be fetched
     */
    byte[] bytes() throws IOException;

    /** The picture that an argument names. */
    static PictureSource of(String argument, Console console) {
        if (argument.equals(STREAM)) return new Stream(console);
        return isAddress(argument) ? new Web(argument) : new Disk(Path.of(argument));
    }

    private static boolean isAddress(String argument) {
        return argument.matches("(?is)([a-z][a-z0-9+.-]+://|data:).*");
    }

    /** A file. */
    record Disk(Path path) implements PictureSource {
        @Override
        public String shown() { return path.toString(); }

        @Override
        public String stem() { return Pictures.stem(path); }

        @Override
        public String extension() { return Pictures.extension(path); }

        @Override
        public byte[] bytes() throws IOException { return Files.readAllBytes(path); }
    }

    /** An http or https address, or a data URI; fetched under the rules of the service, but from private hosts too. */
    record Web(String address) implements PictureSource {
        private static final int SHOWN = 60;

        @Override
        public String shown() { return address.length() <= SHOWN ? address : address.substring(0, SHOWN) + "..."; }

        @Override
        public String stem() { return PictureName.of(address); }

        @Override
        public String extension() { return Pictures.extension(Path.of(PictureName.file(address))); }

        @Override
        public byte[] bytes() {
            return Downloads.ofOwner(ImageLimits.DEFAULT.bytes()).fetch(Parameters.PICTURE, address);
        }
    }

    /** Standard input; can be read once. */
    record Stream(Console console) implements PictureSource {
        @Override
        public String shown() { return STREAM; }

        @Override
        public String stem() { return PictureName.NONE; }

        @Override
        public String extension() { return ""; }

        @Override
        public byte[] bytes() throws IOException {
            // one byte too many, so that the decoder finds out
            return console.in().readNBytes(Math.toIntExact(ImageLimits.DEFAULT.bytes() + 1));
        }
    }
}
