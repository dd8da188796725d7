// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.safetensors.SafetensorsFile;
import dev.pixal3d.safetensors.SafetensorsWriter;
import dev.pixal3d.safetensors.TensorInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A decoded asset's volume as a safetensors file, so that it can be exported again without running an engine; metadata
 * {@code resolution} and, where known, {@code camera} and {@code provenance} as JSON. It is written as
 * {@link VoxelPacking} has it. Plain tensors, as other tools write them, are read too: {@code coords} int32 [N,3],
 * {@code dual_vertices} float32 [N,3], {@code intersected} uint8 [N,3], {@code attrs} float32 [N,6] and, where known,
 * {@code split_weight} float32 [N].
 */
public final class VoxelFile {
    /** A volume and what its file says about it. */
    public record Contents(OVoxel voxels, Optional<Camera> camera, Map<String, Object> provenance) {}

    private static final int MAX_RESOLUTION = 4096;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private VoxelFile() {}

    /** Writes the asset's volume. */
    public static void write(DecodedAsset asset, OutputStream out) throws IOException {
        OVoxel voxels = asset.voxels().get();
        SafetensorsWriter writer = new SafetensorsWriter().metadata("resolution", Integer.toString(voxels.resolution()))
                .metadata("provenance", JSON.writeValueAsString(asset.provenance()));
        VoxelPacking.add(voxels, writer);
        asset.camera().ifPresent(camera -> writer.metadata("camera", JSON.writeValueAsString(camera)));
        writer.writeTo(out);
    }

    /**
     * Opens a kept volume: what an export starts from.
     *
     * @throws ProblemException
     *             when the file is no O-Voxel volume
     */
    public static DecodedAsset asset(Path path) throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            Contents contents = read(file);
            return new DecodedAsset(contents::voxels, Optional.empty(), new VoxelAttributes(contents.voxels()),
                    contents.camera(), Optional.empty(), contents.provenance());
        }
    }

    /**
     * Reads a volume, checking all values.
     *
     * @throws ProblemException
     *             when the file is no O-Voxel volume
     */
    public static Contents read(SafetensorsFile file) {
        int resolution = resolution(file);
        OVoxel voxels = VoxelPacking.isPacked(file) ? VoxelPacking.read(file, resolution) : plain(file, resolution);
        if (voxels.count() == 0) throw problem(file, "coords", "is empty, so there is no surface");
        inGrid(file, voxels);
        finite(file, "dual_vertices", voxels.dual(), 4);
        finite(file, "attrs", voxels.attributes(), 1e3f);
        voxels.splitWeight().ifPresent(weights -> finite(file, "split_weight", weights, Float.MAX_VALUE));
        return new Contents(voxels, camera(file), provenance(file));
    }

    private static OVoxel plain(SafetensorsFile file, int resolution) {
        TensorInfo coords = file.require("coords");
        if (coords.shape().size() != 2 || coords.shape().getLast() != 3) {
            throw problem(file, "coords", "has the wrong shape (got " + coords.shape() + ", allowed [N, 3])");
        }
        long n = coords.shape().getFirst();
        shape(file, "dual_vertices", List.of(n, 3L));
        shape(file, "intersected", List.of(n, 3L));
        shape(file, "attrs", List.of(n, (long) OVoxel.ATTRIBUTES));
        byte[] flags = file.bytes("intersected");
        byte[] crossed = new byte[(int) n];
        for (int i = 0; i < flags.length; i++) if (flags[i] != 0) crossed[i / 3] |= (byte) (1 << i % 3);
        Optional<float[]> split = file.find("split_weight").map(t -> {
            shape(file, "split_weight", List.of(n));
            return file.floats("split_weight");
        });
        return new OVoxel(resolution, file.ints("coords"), file.floats("dual_vertices"), crossed, file.floats("attrs"),
                split);
    }

    private static int resolution(SafetensorsFile file) {
        String text = file.metadata().getOrDefault("resolution", "");
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_RESOLUTION) {
            throw new Problem.File(Problem.Kind.UNUSABLE_FILE, file.where(),
                    "metadata \"resolution\" is not usable (got \"" + text + "\", allowed 1 to "
                            + MAX_RESOLUTION + "). Is this an O-Voxel file?")
                    .exception();
        }
        return Integer.parseInt(text);
    }

    private static void inGrid(SafetensorsFile file, OVoxel voxels) {
        for (int c : voxels.coords()) {
            if (c < 0 || c >= voxels.resolution()) {
                throw problem(file, "coords", "has a voxel outside the grid (got " + c + ", allowed 0 to "
                        + (voxels.resolution() - 1) + ")");
            }
        }
    }

    private static void finite(SafetensorsFile file, String name, float[] values, float limit) {
        for (float v : values) {
            if (!(Math.abs(v) <= limit)) {
                throw problem(file, name,
                        "has an impossible value (got " + v + ", allowed " + -limit + " to " + limit + ")");
            }
        }
    }

    private static void shape(SafetensorsFile file, String name, List<Long> wanted) {
        List<Long> shape = file.require(name).shape();
        if (!shape.equals(wanted)) {
            throw problem(file, name, "has the wrong shape (got " + shape + ", allowed " + wanted + ")");
        }
    }

    private static Optional<Camera> camera(SafetensorsFile file) {
        String text = file.metadata().get("camera");
        if (text == null) return Optional.empty();
        try {
            return Optional.of(JSON.readValue(text, Camera.class));
        } catch (JacksonException e) {
            throw problem(file, "camera", "is not readable (" + e.getOriginalMessage() + ")");
        }
    }

    private static Map<String, Object> provenance(SafetensorsFile file) {
        String text = file.metadata().get("provenance");
        if (text == null) return Map.of();
        try {
            return new LinkedHashMap<>(JSON.readValue(text, new TypeReference<Map<String, Object>>() {
            }));
        } catch (JacksonException e) {
            throw problem(file, "provenance", "is not readable (" + e.getOriginalMessage() + ")");
        }
    }

    private static ProblemException problem(SafetensorsFile file, String name, String what) {
        return new Problem.File(Problem.Kind.UNUSABLE_FILE, file.where(), "\"" + name + "\" " + what
                + ". Write the file again with --keep-voxels or the tool it came from.").exception();
    }
}
