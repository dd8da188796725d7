// SPDX-License-Identifier: MIT
/**
 * Binary glTF 2.0, both ways.
 *
 * <p>
 * Out: {@link dev.pixal3d.gltf.GlbWriter} makes a file of textured meshes and a material. In:
 * {@link dev.pixal3d.gltf.GlbReader} makes a {@link dev.pixal3d.gltf.GlbModel} of a file that may be hostile;
 * {@link dev.pixal3d.gltf.GltfValidator} says what is wrong with one, {@link dev.pixal3d.gltf.ModelReport} measures it.
 * Begin reading at these four. Nothing here knows other file formats or draws; that is what the packages
 * {@code formats} and {@code render} do, which use this one and not each other.
 */
@NullMarked
package dev.pixal3d.gltf;

import org.jspecify.annotations.NullMarked;
