// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStoreFactory;
import java.io.IOException;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/**
 * {@code s3://bucket/prefix?endpoint=...&region=...&downloads=redirect}; keys come from the usual places:
 * {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, a profile, the container's or the machine's role.
 */
public final class S3BlobsFactory implements BlobStoreFactory {
    @Override
    public String scheme() { return "s3"; }

    @Override
    public BlobStore open(URI url) throws IOException {
        S3Location location = S3Location.of(url);
        return new S3Blobs(location, S3Clients.of(location, DefaultCredentialsProvider.builder().build()));
    }
}
