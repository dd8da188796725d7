// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.engine.RequestReader.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
    @Test
    void fillsInTheDefaultsOfThePage() {
        GenerateRequest request = valid(Map.of("image_url", "https://a/b.png"));
        assertThat(request.resolution()).isEqualTo(1024);
        assertThat(request.structure()).isEqualTo(new GenerateRequest.Sampling(7.5, 0.7, 12, 5));
        assertThat(request.shape()).isEqualTo(new GenerateRequest.Sampling(7.5, 0.5, 12, 3));
        assertThat(request.texture()).isEqualTo(new GenerateRequest.Sampling(1, 0, 12, 3));
        assertThat(request.maxNumTokens()).isEqualTo(49152);
        assertThat(request.decimationTarget()).isEqualTo(200000);
        assertThat(request.textureSize()).isEqualTo(2048);
        assertThat(request.meshScale()).isEqualTo(1);
        assertThat(request.remesh()).isTrue();
        assertThat(request.cameraAngleX()).isEmpty();
    }

    @Test
    void coercesAsPydanticDoesAndIgnoresUnknownFields() {
        GenerateRequest request = valid(
                Map.of("image_url", "x", "resolution", "1536", "texture_size", 4096.0, "seed", 12.0,
                        "ss_sampling_steps", " 7 ", "mesh_scale", "0.5", "remesh", "off", "prompt", "a chair"));
        assertThat(request.resolution()).isEqualTo(1536);
        assertThat(request.textureSize()).isEqualTo(4096);
        assertThat(request.seed()).isEqualTo(12);
        assertThat(request.structure().steps()).isEqualTo(7);
        assertThat(request.meshScale()).isEqualTo(0.5);
        assertThat(request.remesh()).isFalse();
    }

    @Test
    void makesANormalMapWhereItShowsUnlessToldOtherwise() {
        assertThat(valid(Map.of("image_url", "x")).finish().normalMap()).isFalse();
        assertThat(valid(Map.of("image_url", "x", "decimation_target", 50_000)).finish().normalMap()).isTrue();
        assertThat(valid(Map.of("image_url", "x", "decimation_target", 60_000)).finish().normalMap()).isFalse();
        assertThat(valid(Map.of("image_url", "x", "decimation_target", 60_000, "decimation_unit", "faces")).finish()
                .normalMap()).isTrue();
        assertThat(valid(Map.of("image_url", "x", "normal_map", true)).finish().normalMap()).isTrue();
        assertThat(valid(Map.of("image_url", "x", "decimation_target", 5000, "normal_map", false)).finish()
                .normalMap()).isFalse();
    }

    @Test
    void drawsASeedOnlyWhenThereIsNone() {
        assertThat(valid(Map.of("image_url", "x", "seed", 5)).seed()).isEqualTo(5);
        assertThat(valid(Map.of("image_url", "x")).seed()).isBetween(0, Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"seed,-1,greater_than_equal", "seed,1.5,int_parsing", "seed,abc,int_parsing", "seed,1e400,int_parsing",
            "seed,NaN,int_parsing", "resolution,2048,one_of", "ss_sampling_steps,51,less_than_equal",
            "ss_guidance_strength,ten,float_parsing", "ss_guidance_strength,Infinity,float_parsing",
            "mesh_scale,0.05,greater_than_equal", "remesh,maybe,bool_parsing", "texture_format,tiff,one_of",
            "decimation_target,4999,greater_than_equal", "image_url,' ',sequence_too_short"})
    void namesWhatIsWrong(String field, String value, String type) {
        Map<String, Object> json = new HashMap<>(Map.of("image_url", "x"));
        json.put(field, value);
        assertThat(violations(json)).singleElement().satisfies(v -> {
            assertThat(v.field()).isEqualTo(field);
            assertThat(v.type()).isEqualTo(type);
            assertThat(v.input()).contains(value);
        });
    }

    @Test
    void reportsEverythingAtOnce() {
        assertThat(violations(Map.of("seed", 1.5, "resolution", List.of(1), "remesh", Map.of())))
                .extracting(Violation::type)
                .containsExactly("missing", "int_from_float", "one_of", "bool_parsing");
        assertThat(violations(Map.of("image_url", 3, "seed", true))).extracting(Violation::type)
                .containsExactly("string_type", "int_type");
    }

    @Test
    void everyParameterHasADescriptionAndADefaultInsideItsRange() {
        for (Parameter parameter : Parameters.ALL) {
            assertThat(parameter.description()).endsWith(".");
            parameter.fallback().ifPresent(v -> valid(Map.of("image_url", "x", parameter.name(), v)));
        }
        assertThat(Parameters.ALL.stream().map(Parameter::name)).doesNotHaveDuplicates();
    }

    private static GenerateRequest valid(Map<String, ?> json) {
        assertThat(RequestReader.read(json, new Random(1))).isInstanceOf(Outcome.Valid.class);
        return ((Outcome.Valid) RequestReader.read(json, new Random(1))).request();
    }

    private static List<Violation> violations(Map<String, ?> json) {
        assertThat(RequestReader.read(json, new Random(1))).isInstanceOf(Outcome.Invalid.class);
        return ((Outcome.Invalid) RequestReader.read(json, new Random(1))).violations();
    }
}
