// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** {@code file:/path/}. */
public final class FolderBlobsFactory implements BlobStoreFactory {
    @Override
    public String scheme() { return "file"; }

    @Override
    public BlobStore open(URI url) throws IOException { return new FolderBlobs(Path.of(url)); }
}
