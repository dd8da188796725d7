// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

/** What a picture of a model shows. */
public enum RenderMode {
    /** Lit: three lights, sky and ground, all maps. */
    SHADED,
    /** Base colour without light; where a pixel sees one texel it has exactly its value. */
    BASE_COLOR,
    /** Normals of the surface with normal map, as colours: (n + 1) / 2. */
    NORMALS,
    /** Edges of the triangles. */
    WIREFRAME,
    /** A board of coloured squares laid out in texture space. */
    UV_CHECKER,
    /** White where the model is, black elsewhere; a border pixel has the share covered. */
    MASK
}
