// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

/** Sampler settings of one stage; their parameters are a {@link Parameters.Sampler}. */
public record Sampling(double guidanceStrength, double guidanceRescale, int steps, double rescaleT) {}
