// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pixal3d.gltf.WrittenMesh;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * What there is to say about an export. All but the timings is the same for the same request.
 *
 * @param provenance
 *            the engine's own words about what it decoded, as JSON values
 * @param settings
 *            the export's parameters as JSON values, with what was decided for the request
 * @param mesh
 *            measured on the written file; empty before it is written
 * @param print
 *            for files that are for printing
 * @param secondsByStep
 *            wall time
 */
public record ExportReport(Map<String, Object> provenance, Map<String, Object> settings, Surface surface,
        Decimation decimation, Optional<Layout> uv, Distance surfaceDistance, Optional<Double> silhouetteIou,
        Optional<WrittenMesh> mesh, Optional<PrintReport> print, Map<String, Double> secondsByStep) {
    /**
     * How the full-resolution surface was found; numbers only where a hull was cut from voxels.
     *
     * @param surface
     *            {@code closed}, {@code hull}, {@code open} or {@code reference shell}
     */
    public record Surface(String surface, Optional<Integer> hullWalls, Optional<Integer> sheetWalls,
            Optional<Integer> interiorWallsDropped, Optional<Integer> caps, Optional<Integer> closedEdges,
            Optional<Integer> floatersDropped) {
        /** A surface that was not cut from voxels. */
        public static Surface of(String surface) {
            return new Surface(surface, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty());
        }
    }

    /** Where decimation began and whether it met its target. */
    public record Decimation(int fullVertices, int fullFaces, String outcome) {}

    /** The texture atlas. */
    public record Layout(int charts, double atlasUse, double overlap, double densitySpread, int padding,
            boolean timedOut) {}

    /**
     * How far decimation moved the surface, both ways together.
     *
     * @param unit
     *            of the numbers
     */
    public record Distance(String unit, double rms, double p99, double max, int samplesEachWay) {}

    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {
    };
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_ABSENT)).build();

    /** The same after the file was written. */
    ExportReport with(WrittenMesh written, Optional<PrintReport> printed) {
        return new ExportReport(provenance, settings, surface, decimation, uv, surfaceDistance, silhouetteIou,
                Optional.of(written), printed, secondsByStep);
    }

    /** What a file says about itself, as JSON values; its writer adds the mesh. */
    public Map<String, Object> manifest() {
        Map<String, Object> map = new LinkedHashMap<>(provenance);
        map.put("export", settings);
        map.put("surface", JSON.convertValue(surface, MAP));
        map.put("decimation", JSON.convertValue(decimation, MAP));
        uv.ifPresent(layout -> map.put("uv", JSON.convertValue(layout, MAP)));
        map.put("surface_distance", JSON.convertValue(surfaceDistance, MAP));
        silhouetteIou.ifPresent(iou -> map.put("silhouette_iou", iou));
        return map;
    }

    /** Everything, as JSON values. */
    public Map<String, Object> json() {
        Map<String, Object> map = manifest();
        map.put("seconds_by_step", secondsByStep);
        mesh.ifPresent(written -> map.put("mesh", written.facts()));
        print.ifPresent(printed -> map.put("print", printed.json()));
        return map;
    }
}
