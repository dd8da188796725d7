// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.core.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;

/** {@code file:/path/}. */
public final class FolderBlobsFactory implements BlobStoreFactory {
    @Override
    public String scheme() { return "file"; }

    @Override
    public BlobStore open(URI url) throws IOException {
        try {
            return new FolderBlobs(Path.of(url));
        } catch (IllegalArgumentException | FileSystemNotFoundException _) {
            throw Problem.usage("--files: not the URL of a folder (got " + url + "). Write it like file:/path/.")
                    .exception();
        }
    }
}
