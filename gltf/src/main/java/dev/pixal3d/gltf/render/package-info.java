// SPDX-License-Identifier: MIT
/**
 * A software renderer: models in, pictures out, the same bytes for any number of threads.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.gltf.render.Renderer}: it projects a scene, {@code Rasterizer} finds the triangle
 * of each sample, {@code SampleShader} lights it. {@link dev.pixal3d.gltf.render.SilhouetteOverlap} compares an outline
 * with a picture's, {@link dev.pixal3d.gltf.render.ContactSheet} puts views side by side.
 */
@NullMarked
package dev.pixal3d.gltf.render;

import org.jspecify.annotations.NullMarked;
