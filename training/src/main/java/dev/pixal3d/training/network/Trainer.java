// SPDX-License-Identifier: MIT
package dev.pixal3d.training.network;

import dev.pixal3d.torch.Autograd;
import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.training.views.Sample;
import dev.pixal3d.training.views.SampleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Trains the network and keeps the best state by the depth error on samples it does not train on. What is kept is the
 * running mean of the weights, which is steadier than the weights themselves. All state is written now and then, and a
 * run goes on from it.
 *
 * <p>
 * Lives on one thread, inside {@link TensorScope#openTraining}.
 */
public final class Trainer {
    private static final double WARM_UP_STEPS = 100, DECAY = 0.01, LONGEST_GRADIENT = 1, LEAST_RATE = 0.02;
    private static final int EVALUATION_BATCH = 64;

    /**
     * How to train.
     *
     * @param samples
     *            how many samples to see in all; the learning rate falls to its end as a cosine over them
     * @param batch
     *            samples of a step
     * @param rate
     *            highest learning rate
     * @param evaluateEvery
     *            steps between two evaluations and checkpoints
     * @param procedural
     *            share of the samples that come from the last file
     * @param layers
     *            the type in which the layers compute while they learn; errors are always measured in 32 bits
     * @param from
     *            a network to begin with, when the folder has no checkpoint
     */
    public record Plan(long samples, int batch, double rate, long seed, int evaluateEvery, double procedural,
            Dtype layers, Optional<Path> from) {}

    /** Mean errors on the held-out samples: depths in picture widths, shared share of intervals. */
    public record Score(double first, double last, double overlap) {
        double depth() { return first + last; }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "first %.4f last %.4f interval IoU %.3f", first, last, overlap);
        }
    }

    private final Plan plan;
    private final List<SampleFile> training;
    private final SampleFile heldOut;
    private final Path folder;
    private final Consumer<String> log;
    private final TrainableGuessNetwork network;
    private final Map<String, Tensor> mean = new LinkedHashMap<>();
    private final Autograd.Moments moments = new Autograd.Moments(new ArrayList<>(), new ArrayList<>(),
            new ArrayList<>());
    private long step;
    private double best = Double.MAX_VALUE;

    /**
     * Begins, or goes on from the folder's checkpoint.
     *
     * @param training
     *            files to learn from, that of procedural objects last
     */
    public Trainer(Plan plan, List<SampleFile> training, SampleFile heldOut, Path folder, Consumer<String> log)
            throws IOException {
        this.plan = plan;
        this.training = training;
        this.heldOut = heldOut;
        this.folder = folder;
        this.log = log;
        Optional<WeightFiles.Contents> before = WeightFiles.read(state());
        Optional<WeightFiles.Contents> weights = before.map(c -> c.under("weights."));
        if (weights.isEmpty() && plan.from().isPresent()) weights = WeightFiles.read(plan.from().get());
        network = weights.map(c -> new TrainableGuessNetwork(c.values(), c.shapes()))
                .orElseGet(() -> new TrainableGuessNetwork(random(
                        plan.seed())));
        network.parameters().forEach((name, p) -> {
            float[] zero = new float[(int) p.numel()];
            mean.put(name, Tensor.of(before.map(c -> c.values().get("mean." + name)).orElseGet(p::floats), p.shape()));
            moments.mean().add(Tensor.of(before.map(c -> c.values().get("first." + name)).orElse(zero), p.shape()));
            moments.square().add(Tensor.of(before.map(c -> c.values().get("second." + name)).orElse(zero), p.shape()));
        });
        step = before.map(c -> Long.parseLong(c.facts().get("step"))).orElse(0L);
        best = before.map(c -> Double.parseDouble(c.facts().get("best"))).orElse(Double.MAX_VALUE);
        for (int i = 0; i < mean.size(); i++)
            moments.steps().add(Tensor.full(step, Dtype.F32, Device.CPU));
        long count = mean.values().stream().mapToLong(Tensor::numel).sum();
        log.accept(String.format(Locale.ROOT, "%,d parameters, %,d samples to learn from, %,d held out, from step %d",
                count, training.stream().mapToInt(SampleFile::size).sum(), heldOut.size(), step));
    }

    private Path state() { return folder.resolve("checkpoint.safetensors"); }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Trains until the planned number of samples is seen, or {@code stop} says so after a step. */
    public Score run(java.util.function.BooleanSupplier stop) throws IOException {
        long steps = plan.samples() / plan.batch();
        Score score = evaluate(mean);
        log.accept(String.format(Locale.ROOT, "samples %8d  %s", step * plan.batch(), score));
        double loss = 0;
        int counted = 0;
        while (step < steps) {
            loss += step(steps);
            counted++;
            step++;
            boolean last = step == steps || stop.getAsBoolean();
            if (last || step % plan.evaluateEvery() == 0) {
                score = evaluate(mean);
                boolean better = score.depth() < best;
                log.accept(String.format(Locale.ROOT, "samples %8d  loss %.4f  %s%s", step * plan.batch(), loss
                        / counted, score, better ? "  best" : ""));
                if (better) {
                    best = score.depth();
                    WeightFiles.write(folder.resolve("network.safetensors"), mean, Map.of("samples", String.valueOf(step
                            * plan.batch()), "held_out", score.toString()));
                }
                save();
                loss = counted = 0;
            }
            if (last) break;
        }
        return score;
    }

    private double step(long steps) {
        RandomGenerator random = random(plan.seed() * 1_000_003 + step);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < plan.batch(); i++) {
            boolean procedural = training.size() == 1 || random.nextDouble() < plan.procedural();
            SampleFile file = procedural ? training.getLast() : training.getFirst();
            samples.add(file.get(random.nextInt(file.size())));
        }
        double progress = (double) step / steps, rate = plan.rate() * Math.min(1, (step + 1) / WARM_UP_STEPS)
                * (LEAST_RATE + (1 - LEAST_RATE) * 0.5 * (1 + Math.cos(Math.PI * progress)));
        List<Tensor> parameters = List.copyOf(network.parameters().values());
        try (TensorScope _ = TensorScope.open()) {
            Batch batch = Batch.varied(samples, random);
            Tensor loss = GuessTensors.of(network.forward(batch.input(), plan.layers()), batch).loss(batch);
            Autograd.backward(loss);
            Autograd.step(parameters, moments, rate, DECAY, LONGEST_GRADIENT);
            double keep = Math.min(0.998, (step + 1.0) / (step + 10.0));
            Autograd.unrecorded(() -> network.parameters().forEach((name, p) -> java.util.Objects.requireNonNull(mean
                    .get(name)).lerpInPlace(p, 1 - keep)));
            return loss.item();
        }
    }

    private Score evaluate(Map<String, Tensor> weights) {
        double[] sum = new double[3];
        int n = heldOut.size();
        Map<String, float[]> values = new LinkedHashMap<>();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        weights.forEach((name, t) -> {
            values.put(name, t.floats());
            shapes.put(name, t.shape());
        });
        Autograd.unrecorded(() -> {
            try (TensorScope _ = TensorScope.open()) {
                TrainableGuessNetwork frozen = new TrainableGuessNetwork(values, shapes);
                for (int start = 0; start < n; start += EVALUATION_BATCH) {
                    try (TensorScope _ = TensorScope.open()) {
                        List<Sample> samples = new ArrayList<>();
                        for (int i = start; i < Math.min(n, start + EVALUATION_BATCH); i++) samples.add(heldOut.get(i));
                        Batch batch = Batch.of(samples);
                        GuessTensors guess = GuessTensors.of(frozen.forward(batch.input(), Dtype.F32), batch);
                        Tensor[] e = guess.errors(batch);
                        double share = (double) samples.size() / n;
                        for (int k = 0; k < 2; k++) sum[k] += share * e[k].item();
                        sum[2] += share * guess.overlap(batch).item();
                    }
                }
            }
        });
        return new Score(sum[0], sum[1], sum[2]);
    }

    private void save() throws IOException {
        Map<String, Tensor> all = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, Tensor> p : network.parameters().entrySet()) {
            all.put("weights." + p.getKey(), p.getValue());
            all.put("mean." + p.getKey(), java.util.Objects.requireNonNull(mean.get(p.getKey())));
            all.put("first." + p.getKey(), moments.mean().get(i));
            all.put("second." + p.getKey(), moments.square().get(i++));
        }
        WeightFiles.write(state(), all, Map.of("step", String.valueOf(step), "best", String.valueOf(best)));
    }
}
