// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Problem;
import dev.pixal3d.geometry.mesh.Mesh;
import java.io.ByteArrayInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Vertices and triangles of all objects of a 3MF model part, each in its own frame. Reads nothing outside the part. */
final class ThreeMfReader {
    private static final String[] CORNERS = {"v1", "v2", "v3"};

    private ThreeMfReader() {}

    static Mesh read(byte[] model) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        MeshBuilder mesh = new MeshBuilder("3mf");
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(model));
            for (int first = 0; xml.hasNext();) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) continue;
                switch (xml.getLocalName()) {
                    case "mesh" -> first = mesh.vertices();
                    case "vertex" -> mesh.vertex(number(xml, "x"), number(xml, "y"), number(xml, "z"));
                    case "triangle" -> {
                        for (String corner : CORNERS) {
                            mesh.corner(first + Words.whole("3mf", attribute(xml, corner)));
                        }
                        mesh.endPolygon();
                    }
                    default -> {
                        // names, colours, where the objects are placed
                    }
                }
            }
        } catch (XMLStreamException e) {
            throw Problem.unusable("3mf: the model is no XML (at line %d, column %d). Copy or export it again."
                    .formatted(e.getLocation().getLineNumber(), e.getLocation().getColumnNumber())).exception();
        }
        return mesh.mesh();
    }

    private static double number(XMLStreamReader xml, String name) { return Words.number("3mf", attribute(xml, name)); }

    private static String attribute(XMLStreamReader xml, String name) {
        String value = xml.getAttributeValue("", name);
        return value == null ? "" : value;
    }
}
