// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.GenerateResult;
import dev.pixal3d.image.RgbaImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** An engine that makes a tiny valid GLB after whatever the test's script does. */
final class FakeEngine implements Engine {
    /** What a run does before it returns. */
    interface Script {
        void run(GenerateRequest request, RunContext context) throws Exception;
    }

    static final Script THREE_STAGES = (_, context) -> {
        for (int i = 1; i <= 3; i++) {
            context.at("stage " + i, 1, 1, i / 3.0);
            context.info("stage " + i);
        }
    };

    /** A run that stays until told, and hears when it is cancelled. */
    static final class Gate implements Script {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void run(GenerateRequest request, RunContext context) throws Exception {
            context.info("at the gate");
            entered.countDown();
            while (!open.await(5, TimeUnit.MILLISECONDS)) context.check();
        }

        void awaitEntered() throws InterruptedException {
            if (!entered.await(10, TimeUnit.SECONDS)) throw new AssertionError("no run came to the gate");
        }

        void open() { open.countDown(); }
    }

    private final List<Integer> seeds = new CopyOnWriteArrayList<>();
    private volatile Script script = THREE_STAGES;

    void script(Script next) { script = next; }

    /** The script for the next run only. */
    Gate gate() {
        Gate gate = new Gate();
        script = (request, context) -> {
            script = THREE_STAGES;
            gate.run(request, context);
        };
        return gate;
    }

    /** Seeds of the runs, in order. */
    List<Integer> seeds() { return seeds; }

    @Override
    public String name() { return "fake"; }

    @Override
    public DecodedAsset decode(RgbaImage image, GenerateRequest request, RunContext context) {
        throw new UnsupportedOperationException("only whole runs are faked");
    }

    @Override
    public GenerateResult generate(RgbaImage image, GenerateRequest request, RunContext context) {
        seeds.add(request.seed());
        try {
            script.run(request, context);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return new GenerateResult(glb(), request.seed(), Map.of("engine", "fake"));
    }

    /** A GLB with an empty scene. */
    static byte[] glb() {
        byte[] json = "{\"asset\":{\"version\":\"2.0\"},\"scenes\":[{}]} ".getBytes(StandardCharsets.US_ASCII);
        int padded = (json.length + 3) / 4 * 4;
        ByteBuffer out = ByteBuffer.allocate(20 + padded).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(0x46546C67).putInt(2).putInt(20 + padded).putInt(padded).putInt(0x4E4F534A).put(json);
        while (out.hasRemaining()) out.put((byte) ' ');
        return out.array();
    }
}
