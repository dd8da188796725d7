// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

/** A worker's right to one attempt of one request. */
public record Lease(String requestId, String worker, int attempt) {}
