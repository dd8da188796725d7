// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A bar on a transparent ground: as good as any other picture where nobody looks at the model, and less work. */
final class SlimPicture {
    private static final Path BAR = Path.of("..", "image", "src", "test", "resources", "bar.png");

    private SlimPicture() {}

    static Path write(Path file) throws IOException {
        return Files.copy(BAR, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
