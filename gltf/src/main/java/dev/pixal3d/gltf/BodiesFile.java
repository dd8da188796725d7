// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import static dev.pixal3d.gltf.GlbContainer.ARRAY_BUFFER;
import static dev.pixal3d.gltf.GlbContainer.ELEMENT_ARRAY_BUFFER;
import static dev.pixal3d.gltf.GlbContainer.object;

import dev.pixal3d.geometry.mesh.Mesh;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Meshes that are collided with and not looked at, as one GLB: positions and triangles, each body a node of its own.
 * They are called {@code UCX_NAME_01} and so on, which Unreal takes for the bodies of the mesh NAME by itself.
 */
public final class BodiesFile {
    private BodiesFile() {}

    /**
     * The file's bytes.
     *
     * @param name
     *            of the model whose bodies they are
     * @param bodies
     *            at least one
     */
    public static byte[] encode(String name, List<Mesh> bodies) {
        GlbContainer glb = new GlbContainer();
        List<Integer> nodes = new ArrayList<>();
        for (Mesh body : bodies) {
            String called = String.format(Locale.ROOT, "UCX_%s_%02d", name, nodes.size() + 1);
            Map<String, Object> primitive = object("attributes",
                    object("POSITION",
                            glb.addStream(VertexStreams.floats(body.positions(), 3, true), ARRAY_BUFFER, false)),
                    "indices", glb.addStream(VertexStreams.indices(body.triangles(), body.vertexCount()),
                            ELEMENT_ARRAY_BUFFER, false),
                    "mode", 4);
            int mesh = glb.add("meshes", object("name", called, "primitives", List.of(primitive)));
            nodes.add(glb.add("nodes", object("name", called, "mesh", mesh)));
        }
        glb.add("scenes", object("nodes", nodes));
        return new GlbFile(glb).bytes(Map.of());
    }
}
