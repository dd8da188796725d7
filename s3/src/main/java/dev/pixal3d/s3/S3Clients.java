// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * What speaks to a store, and what signs addresses of it.
 *
 * @param signer
 *            present when downloads are sent to the store
 */
record S3Clients(S3Client client, Optional<S3Presigner> signer) implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(20);
    /** One attempt of a call, at most {@link S3Blobs#PART} bytes long: a connection that swallows all ends with it. */
    private static final Duration ATTEMPT = Duration.ofSeconds(60);
    /** Stores that are not Amazon's have no regions, but signatures name one. */
    private static final Region NO_REGION = Region.US_EAST_1;

    static S3Clients of(S3Location location, AwsCredentialsProvider credentials) throws IOException {
        try {
            credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw new IOException("--files: no keys for " + location.shown() + ". Set AWS_ACCESS_KEY_ID and"
                    + " AWS_SECRET_ACCESS_KEY, or name a profile in AWS_PROFILE.", e);
        }
        Region region = region(location);
        // some stores refuse the checksums that newer clients send and expect by default
        S3ClientBuilder client = S3Client.builder().credentialsProvider(credentials).region(region)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SILENCE))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(ATTEMPT));
        location.endpoint().ifPresent(host -> client.endpointOverride(host).forcePathStyle(true));
        return new S3Clients(client.build(),
                location.redirect() ? Optional.of(signer(location, credentials, region)) : Optional.empty());
    }

    private static S3Presigner signer(S3Location location, AwsCredentialsProvider credentials, Region region) {
        Optional<URI> endpoint = location.endpoint();
        S3Presigner.Builder signer = S3Presigner.builder().credentialsProvider(credentials).region(region)
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(endpoint.isPresent()).build());
        endpoint.ifPresent(signer::endpointOverride);
        return signer.build();
    }

    private static Region region(S3Location location) throws IOException {
        if (location.region().isPresent()) return Region.of(location.region().get());
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            if (location.endpoint().isPresent()) return NO_REGION;
            throw new IOException("--files: no region for " + location.shown() + ". Add region=eu-central-1, or set"
                    + " AWS_REGION.", e);
        }
    }

    @Override
    public void close() {
        client.close();
        signer.ifPresent(S3Presigner::close);
    }
}
