// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FlowEulerSamplerTest {
    static List<Path> cases() throws IOException { return Golden.cases("sampler"); }

    @ParameterizedTest
    @MethodSource("cases")
    void givesTheReferencesTimesToTheLastBit(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder)) {
            JsonNode schedules = JsonMapper.builder().build().readTree(golden.text("meta.json")).get("schedules");
            assertThat(schedules).isNotEmpty();
            for (JsonNode schedule : schedules) {
                double[] times = EulerSchedule.times(schedule.get("steps").asInt(),
                        schedule.get("rescale_t").asDouble());
                assertThat(times).hasSize(schedule.get("t").size());
                for (int i = 0; i < times.length; i++) {
                    assertThat(times[i]).isEqualTo(Double.parseDouble(schedule.get("t").get(i).asString()));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void takesTheReferencesSteps(Path folder) throws IOException {
        try (Golden golden = Golden.open(folder); TensorScope _ = TensorScope.open()) {
            JsonNode runs = JsonMapper.builder().build().readTree(golden.text("meta.json")).get("runs");
            assertThat(runs).isNotEmpty();
            for (JsonNode run : runs) {
                String name = run.get("name").asString();
                boolean dense = name.startsWith("dense");
                JsonNode interval = run.get("guidance_interval");
                SamplerSettings settings = new SamplerSettings(run.get("steps").asInt(),
                        run.get("rescale_t").asDouble(),
                        run.get("guidance_strength").asDouble(), run.get("guidance_rescale").asDouble(),
                        interval.get(0).asDouble(), interval.get(1).asDouble(), 1e-5);
                List<Float> calls = new ArrayList<>();
                VelocityModel toy = toy(golden, dense, name.contains("_tex"), calls);
                FlowEulerSampler sampler = new FlowEulerSampler(settings,
                        dense ? FlowEulerSampler.Spread.DENSE : FlowEulerSampler.Spread.SPARSE);
                Tensor sample = sampler.sample(toy, golden.tensor(dense ? "dense.noise" : "sparse.noise"), _ -> {});
                double size = golden.tensor(name + ".samples").abs().max().item();
                golden.close(sample, name + ".samples", 2e-5 * Math.max(1, size));
                List<Float> expected = new ArrayList<>();
                run.get("model_calls_t1000").forEach(t -> expected.add((float) t.asDouble()));
                assertThat(calls).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void spreadsAreTheReferences(Path folder) {
        try (Golden golden = Golden.open(folder); TensorScope _ = TensorScope.open()) {
            golden.close(FlowEulerSampler.std(golden.tensor("std.dense_in"), FlowEulerSampler.Spread.DENSE),
                    "std.dense", 1e-5);
            golden.close(FlowEulerSampler.std(golden.tensor("std.sparse_in"), FlowEulerSampler.Spread.SPARSE),
                    "std.sparse",
                    1e-5);
        }
    }

    /** v = A x over channels + mean of the global condition + 0.3 proj + 0.1 concat + t w. */
    private static VelocityModel toy(Golden golden, boolean dense, boolean texture, List<Float> calls) {
        Tensor a = golden.tensor("toy.A");
        Tensor w = golden.tensor("toy.w");
        String kind = dense ? "dense" : "sparse";
        Tensor global = golden.tensor(kind + ".global").squeeze(0).mean(new long[]{0}, false);
        Tensor proj = golden.tensor(kind + ".proj").reshape(-1, a.size(0));
        return (x, time, conditioned) -> IntStream.range(0, conditioned.length).mapToObj(i -> {
            calls.add(time);
            Tensor tokens = dense ? x.flatten(2, 4).squeeze(0).transpose(0, 1) : x;
            Tensor v = tokens.matmul(a.transpose(0, 1)).add(w.mul((double) (time / 1000f)));
            if (conditioned[i]) v = v.add(global).add(proj.mul(0.3));
            if (texture) v = v.add(golden.tensor("sparse.concat").mul(0.1));
            return dense ? v.transpose(0, 1).reshape(x.shape()) : v;
        }).toList();
    }
}
