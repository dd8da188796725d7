// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {
    @Test
    void fillsInTheDefaultsOfThePage() {
        GenerateRequest request = valid(Map.of("image_url", "https://a/b.png"));
        assertThat(request.get(Parameters.RESOLUTION)).isEqualTo(1024);
        assertThat(request.sampling(Parameters.STRUCTURE)).isEqualTo(new Sampling(7.5, 0.7, 12, 5));
        assertThat(request.sampling(Parameters.SHAPE)).isEqualTo(new Sampling(7.5, 0.5, 12, 3));
        assertThat(request.sampling(Parameters.TEXTURE)).isEqualTo(new Sampling(1, 0, 12, 3));
        assertThat(request.get(Parameters.MAX_NUM_TOKENS)).isEqualTo(49152);
        assertThat(request.get(Parameters.DECIMATION_TARGET)).isEqualTo(200000);
        assertThat(request.get(Parameters.TEXTURE_SIZE)).isEqualTo(2048);
        assertThat(request.get(Parameters.MESH_SCALE)).isEqualTo(1);
        assertThat(request.get(Parameters.REMESH)).isTrue();
        assertThat(request.find(Parameters.CAMERA_ANGLE_X)).isEmpty();
        assertThat(request.get(Parameters.OUTPUT_FORMAT)).isEqualTo("glb");
    }

    @Test
    void coercesAsPydanticDoesAndIgnoresUnknownFields() {
        GenerateRequest request = valid(
                Map.of("image_url", "x", "resolution", "1536", "texture_size", 4096.0, "seed", 12.0,
                        "ss_sampling_steps", " 7 ", "mesh_scale", "0.5", "remesh", "off", "prompt", "a chair"));
        assertThat(request.get(Parameters.RESOLUTION)).isEqualTo(1536);
        assertThat(request.get(Parameters.TEXTURE_SIZE)).isEqualTo(4096);
        assertThat(request.seed()).isEqualTo(12);
        assertThat(request.sampling(Parameters.STRUCTURE).steps()).isEqualTo(7);
        assertThat(request.get(Parameters.MESH_SCALE)).isEqualTo(0.5);
        assertThat(request.get(Parameters.REMESH)).isFalse();
    }

    @Test
    void drawsASeedOnlyWhenThereIsNone() {
        assertThat(valid(Map.of("image_url", "x", "seed", 5)).seed()).isEqualTo(5);
        assertThat(valid(Map.of("image_url", "x")).seed()).isBetween(0L, (long) Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1, 4_294_967_296L})
    void takesEverySeedOf64Bits(long seed) {
        assertThat(valid(Map.of("image_url", "x", "seed", seed)).seed()).isEqualTo(seed);
        assertThat(valid(Map.of("image_url", "x", "seed", Long.toString(seed))).seed()).isEqualTo(seed);
    }

    @Test
    void refusesSeedsBeyond64Bits() {
        BigInteger above = BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE);
        BigInteger below = BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.ONE);
        assertThat(kinds(Map.of("image_url", "x", "seed", above))).containsExactly("less_than_equal");
        assertThat(kinds(Map.of("image_url", "x", "seed", below))).containsExactly("greater_than_equal");
    }

    @ParameterizedTest
    @CsvSource({"decimation_target,5000", "decimation_target,1586021", "ss_sampling_steps,50", "mesh_scale,0.1"})
    void rangesReachAsFarAsFals(String field, String value) {
        GenerateRequest request = valid(Map.of("image_url", "x", field, value));
        Parameter<?> parameter = Parameters.ALL.stream().filter(p -> p.name().equals(field)).findFirst().orElseThrow();
        assertThat(String.valueOf(request.get(parameter))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"seed,1.5,int_parsing", "seed,abc,int_parsing", "seed,1e400,less_than_equal",
            "seed,NaN,int_parsing", "resolution,2048,one_of", "ss_sampling_steps,51,less_than_equal",
            "ss_guidance_strength,ten,float_parsing", "ss_guidance_strength,Infinity,float_parsing",
            "mesh_scale,0.05,greater_than_equal", "remesh,maybe,bool_parsing", "texture_format,tiff,one_of",
            "output_format,fbx,one_of", "decimation_target,4999,greater_than_equal",
            "decimation_target,1586022,less_than_equal", "image_url,' ',sequence_too_short"})
    void namesWhatIsWrong(String field, String value, String type) {
        Map<String, Object> json = new HashMap<>(Map.of("image_url", "x"));
        json.put(field, value);
        assertThat(problems(json)).singleElement().isInstanceOfSatisfying(Problem.Field.class, p -> {
            assertThat(p.field()).isEqualTo(field);
            assertThat(p.kind().type()).isEqualTo(type);
            assertThat(p.input()).contains(value);
        });
    }

    @Test
    void listsChoicesAsPydanticDoes() {
        assertThat(problems(Map.of("image_url", "x", "background", "blue", "resolution", 3, "texture_size", 1)))
                .extracting(Problem::message).containsExactly("Input should be 1024 or 1536",
                        "Input should be 1024, 2048 or 4096", "Input should be 'auto', 'keep' or 'remove'");
    }

    @Test
    void nullIsAbsentOnlyWhereThereIsNoDefaultAndElsewhereOfTheWrongType() {
        Map<String, String> types = Map.of("image_url", "string_type", "resolution", "one_of", "mesh_scale",
                "float_type", "max_num_tokens", "int_type", "remesh", "bool_type", "engine", "one_of");
        for (Parameter<?> parameter : Parameters.ALL) {
            Map<String, Object> json = new HashMap<>(Map.of("image_url", "x"));
            json.put(parameter.name(), null);
            if (parameter.fallbackJson().isEmpty() && !parameter.name().equals("image_url")) {
                assertThat(valid(json).find(parameter)).isEmpty();
                continue;
            }
            assertThat(problems(json)).singleElement().isInstanceOfSatisfying(Problem.Field.class, p -> {
                assertThat(p.field()).isEqualTo(parameter.name());
                assertThat(p.input()).isEqualTo(Optional.of(Problem.NULL));
                assertThat(p.kind().type()).isEqualTo(types.getOrDefault(parameter.name(), p.kind().type()));
            });
        }
    }

    @Test
    void reportsEverythingAtOnce() {
        assertThat(kinds(Map.of("seed", 1.5, "resolution", List.of(1), "remesh", Map.of())))
                .containsExactly("missing", "int_from_float", "one_of", "bool_type");
        assertThat(kinds(Map.of("image_url", 3, "seed", true))).containsExactly("string_type", "int_type");
    }

    @Test
    void everyParameterHasADescriptionAndADefaultInsideItsRange() {
        for (Parameter<?> parameter : Parameters.ALL) {
            assertThat(parameter.description()).endsWith(".");
            parameter.fallbackJson().ifPresent(v -> valid(Map.of("image_url", "x", parameter.name(), v)));
        }
        assertThat(Parameters.ALL.stream().map(Parameter::name)).doesNotHaveDuplicates();
    }

    private static GenerateRequest valid(Map<String, ?> json) { return RequestReader.read(json, new Random(1)); }

    private static List<String> kinds(Map<String, ?> json) {
        return problems(json).stream().map(p -> p.kind().type()).toList();
    }

    private static List<Problem> problems(Map<String, ?> json) {
        return catchThrowableOfType(ProblemException.class, () -> RequestReader.read(json, new Random(1))).problems();
    }
}
