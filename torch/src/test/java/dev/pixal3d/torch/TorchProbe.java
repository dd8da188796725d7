// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A process of its own that says what every operation of {@link Tensor} and {@link Nn} gives on the libtorch that it
 * was started with: two libtorchs in one process end it.
 */
final class TorchProbe {
    private TorchProbe() {}

    public static void main(String[] args) throws Throwable {
        if (args.length > 0 && args[0].equals("leaks")) {
            System.out.println(grown());
            return;
        }
        if (args.length > 1) {
            sums(Path.of(args[1]));
            return;
        }
        if (args.length > 0) {
            try {
                System.out.println(new TorchChoice.Named(Path.of(args[0]), "the test").look());
            } catch (TorchException e) {
                System.out.println(e.getMessage());
            }
            return;
        }
        TorchRuntime.threads(2);
        System.out.println("# " + TorchRuntime.version() + " " + TorchRuntime.libraries().keySet());
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(3)) {
            noise(noise);
            for (Dtype type : List.of(Dtype.F32, Dtype.BF16, Dtype.F16, Dtype.F64)) elementwise(type);
            integers();
            shapes();
            reductions();
            functions();
            complaints();
        }
        mapped();
        training();
        System.out.println("# left " + TorchRuntime.memory());
    }

    /** How exact sums are on an accelerator: what the settings are, as C++ reads them. */
    private static void sums(Path folder) throws Throwable {
        SymbolLookup torch = InstalledTorch.open(new TorchChoice.Named(folder, "the test")).lookup();
        Linker linker = Linker.nativeLinker();
        MemorySegment context = (MemorySegment) linker.downcallHandle(torch.findOrThrow("_ZN2at13globalContextEv"),
                FunctionDescriptor.of(ValueLayout.ADDRESS)).invokeExact();
        for (String name : List.of("15allowTF32CuBLASEv", "24allowFP16ReductionCuBLASEv",
                "24allowBF16ReductionCuBLASEv")) {
            byte value = (byte) linker.downcallHandle(torch.findOrThrow("_ZNK2at7Context" + name),
                    FunctionDescriptor.of(ValueLayout.JAVA_BYTE, ValueLayout.ADDRESS)).invokeExact(context);
            System.out.println(name.substring(2, name.length() - 2) + " " + value);
        }
    }

    /** Numbers that are the same everywhere, about -3 to 3, without a zero. */
    private static Tensor numbers(Dtype type, long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = 3 * Math.sin(1 + i * 1.7) + 0.01;
        return Tensor.of(values, shape).to(type);
    }

    private static void say(String name, Supplier<Tensor> made) {
        try (TensorScope _ = TensorScope.open()) {
            Tensor tensor = made.get();
            System.out.println(name + " " + tensor + " " + Arrays.hashCode(tensor.doubles()));
        } catch (TorchException e) {
            System.out.println(name + " refused: " + e.getMessage());
        }
    }

    private static void noise(Noise noise) {
        float[] drawn = noise.next(5, 100).floats();
        for (int i = 0; i < drawn.length; i++) drawn[i] = Math.round(drawn[i] * 1000);
        System.out.println("noise " + Arrays.hashCode(drawn));
    }

    private static void elementwise(Dtype type) {
        Tensor a = numbers(type, 7, 33);
        Tensor b = numbers(type, 33).add(0.5);
        Tensor one = numbers(type);
        for (Tensor x : List.of(a, b, one)) {
            String of = type + "" + Arrays.toString(x.shape()) + " ";
            say(of + "add", () -> x.add(b));
            say(of + "add number", () -> x.add(0.1));
            say(of + "add integer", () -> x.add(3L));
            say(of + "sub", () -> x.sub(b));
            say(of + "sub number", () -> x.sub(0.1));
            say(of + "mul", () -> x.mul(b));
            say(of + "mul number", () -> x.mul(0.1));
            say(of + "mul integer", () -> x.mul(-7L));
            say(of + "div", () -> x.div(b));
            say(of + "div number", () -> x.div(0.3));
            say(of + "floor divide", () -> x.floorDivide(2));
            say(of + "remainder", () -> x.remainder(0.7));
            say(of + "clamp", () -> x.clamp(-0.3, 0.3));
            say(of + "clamp integers", () -> x.clamp(-1L, 2L));
            say(of + "clamp min", () -> x.clampMin(0.3));
            say(of + "eq", () -> x.eq(b));
            say(of + "eq number", () -> x.eq(x.doubles()[0]));
            say(of + "ne number", () -> x.ne(x.doubles()[0]));
            say(of + "gt", () -> x.gt(b));
            say(of + "gt number", () -> x.gt(0.1));
        }
        say(type + " add in place", () -> a.copy().addInPlace(b));
        say(type + " add in place to columns", () -> a.transpose(0, 1).contiguous().transpose(0, 1).addInPlace(b));
        say(type + " mul in place", () -> a.copy().mulInPlace(b));
        say(type + " mul number in place", () -> a.copy().mulInPlace(0.1));
        say(type + " mul number in place of one", () -> one.copy().mulInPlace(0.1));
        say(type + " mixed", () -> a.add(numbers(Dtype.F32, 33)));
        say(type + " mixed in place", () -> a.copy().addInPlace(numbers(Dtype.F32, 33)));
        say(type + " full", () -> Tensor.full(0.1, type, Device.CPU, 3, 4));
        say(type + " neg", a::neg);
        say(type + " abs", a::abs);
        say(type + " square", a::square);
        say(type + " sqrt", () -> a.abs().sqrt());
        say(type + " exp", a::exp);
        say(type + " log", () -> a.abs().log());
        say(type + " sin", a::sin);
        say(type + " cos", a::cos);
        say(type + " sigmoid", a::sigmoid);
        say(type + " round", a::round);
        say(type + " norm", () -> a.norm(1, true));
        say(type + " normalize", () -> Nn.normalize(a, -1, 1e-6));
        say(type + " softplus", () -> Nn.softplus(a.mul(10.0)).mul(256.0).round());
        say(type + " index add", () -> a.copy().indexAddInPlace(0, Tensor.of(new long[]{1, 1, 5}, 3), numbers(type, 3,
                33)));
        say(type + " to integers", () -> a.to(Dtype.I32));
    }

    private static void integers() {
        Tensor a = Tensor.arange(-20, 300, Device.CPU).reshape(8, 40);
        Tensor b = Tensor.arange(1, 41, Device.CPU);
        say("integers add", () -> a.add(b));
        say("integers add integer", () -> a.add(1L << 40));
        say("integers add number", () -> a.add(0.5));
        say("integers sub", () -> a.sub(b));
        say("integers sub integer", () -> a.sub(5L));
        say("integers mul number", () -> a.mul(0.25));
        say("integers div", () -> a.div(b));
        say("integers div number", () -> a.div(7));
        say("integers floor divide", () -> a.floorDivide(7));
        say("integers remainder", () -> a.remainder(7L));
        say("integers clamp", () -> a.clamp(0L, 9L));
        say("integers clamp numbers", () -> a.clamp(0.5, 9));
        say("integers gt", () -> a.gt(2.5));
        say("integers add in place", () -> a.copy().addInPlace(b));
        say("integers to floats", () -> a.add(numbers(Dtype.BF16, 40)));
        say("integers full", () -> Tensor.full(3, Dtype.I64, Device.CPU, 5));
        say("integers nothing", () -> Tensor.arange(5, 5, Device.CPU));
    }

    private static void shapes() {
        Tensor x = numbers(Dtype.F32, 4, 6, 10);
        say("zeros", () -> Tensor.zeros(Dtype.F16, Device.CPU, 2, 2));
        say("reshape", () -> x.reshape(-1, 5));
        say("flatten", () -> x.flatten(0, 1));
        say("permute", () -> x.permute(2, 0, 1));
        say("squeeze", () -> x.unsqueeze(1).squeeze(1));
        say("expand", () -> x.unsqueeze(1).expand(-1, 3, -1, -1));
        say("repeat", () -> x.repeat(2, 1, 3));
        say("repeat interleave", () -> x.repeatInterleave(3, 1));
        say("narrow", () -> x.narrow(2, 3, 4));
        say("slice", () -> x.slice(-1, 1, Long.MAX_VALUE, 2));
        say("select", () -> x.select(1, 2));
        say("roll", () -> x.roll(new long[]{1, -2}, new long[]{0, 2}));
        say("cat", () -> Tensor.cat(1, x, x.narrow(1, 0, 2)));
        say("stack", () -> Tensor.stack(List.of(x, x), 1));
        say("split", () -> x.split(1, 1, 2, 3).get(1));
        say("chunk", () -> x.chunk(3, 2).getLast());
        say("index select", () -> x.indexSelect(1, Tensor.of(new int[]{5, 0, 5}, 3)));
        say("index select into", () -> Tensor.empty(Dtype.F32, Device.CPU, 4, 2, 10).indexSelectInto(x, 1,
                Tensor.of(new long[]{1, 3}, 2)));
        say("index copy", () -> x.copy().indexCopyInPlace(0, Tensor.of(new long[]{2}, 1), x.narrow(0, 0, 1)));
        say("copy", () -> Tensor.empty(Dtype.BF16, Device.CPU, 4, 6, 10).copyInPlace(x));
        say("strided", () -> x.reshape(-1).strided(new long[]{3, 5}, new long[]{7, 0}));
        say("nonzero", () -> x.gt(1).nonzero());
    }

    private static void reductions() {
        Tensor x = numbers(Dtype.F32, 4, 6, 10);
        say("sum", x::sum);
        say("sum of a dimension", () -> x.sum(1, true));
        say("sum of dimensions", () -> x.sum(new long[]{0, 2}, false));
        say("mean", x::mean);
        say("mean of dimensions", () -> x.mean(new long[]{0, 2}, true));
        say("std", () -> x.std(1));
        say("std 0", () -> x.std(0));
        say("max", x::max);
        say("min", x::min);
        say("largest", () -> x.largest(1));
        say("matmul", () -> x.matmul(x.transpose(1, 2)));
        say("softmax", () -> Nn.softmax(x, -1));
        say("softmax in F64", () -> Nn.softmax(x, 1, Dtype.F64));
    }

    private static void functions() {
        Tensor x = numbers(Dtype.F32, 1, 4, 12, 10);
        Tensor w = numbers(Dtype.F32, 6, 4, 3, 3);
        Optional<Tensor> bias = Optional.of(numbers(Dtype.F32, 6));
        Tensor c = numbers(Dtype.F32, 4).abs();
        Tensor rows = numbers(Dtype.F32, 9, 16);
        say("linear", () -> Nn.linear(rows, numbers(Dtype.F32, 5, 16), numbers(Dtype.F32, 5)));
        say("linear without bias", () -> Nn.linear(rows.to(Dtype.BF16), numbers(Dtype.BF16, 5, 16)));
        say("layer norm", () -> Nn.layerNorm(rows, numbers(Dtype.F32, 16), numbers(Dtype.F32, 16), 1e-6));
        say("layer norm alone", () -> Nn.layerNorm(rows.to(Dtype.BF16), 1e-6));
        say("group norm", () -> Nn.groupNorm(x, 2, c, c, 1e-5));
        say("batch norm", () -> Nn.batchNorm(x, c, c, c, c, 1e-5));
        say("gelu", () -> Nn.gelu(x));
        say("gelu tanh", () -> Nn.geluTanhInPlace(x.copy()));
        say("silu", () -> Nn.silu(x));
        say("silu in place", () -> Nn.siluInPlace(x.copy()));
        say("relu", () -> Nn.relu(x));
        say("conv2d", () -> Nn.conv2d(x, w, bias, 2, 1));
        say("conv2d in groups", () -> Nn.conv2d(x, numbers(Dtype.F32, 4, 1, 3, 3), Optional.empty(), new long[]{1, 1},
                new long[]{1, 1}, new long[]{1, 1}, 4));
        say("conv3d", () -> Nn.conv3d(x.unsqueeze(0), numbers(Dtype.F32, 2, 1, 3, 3, 3), Optional.empty(), 1));
        say("transposed conv2d", () -> Nn.convTranspose2d(x, numbers(Dtype.F32, 4, 3, 2, 2), Optional.empty(), 2));
        for (Nn.Padding padding : Nn.Padding.values()) say("pad " + padding, () -> Nn.pad(x, padding, 1, 2, 0, 3));
        say("bilinear", () -> Nn.resizeBilinear(x, 30, 7, true, false));
        say("bilinear, antialiased", () -> Nn.resizeBilinear(x, 5, 7, false, true));
        say("bicubic", () -> Nn.resizeBicubicScaled(x, 15, 15, 1.3, 1.6));
        say("nearest", () -> Nn.resizeNearest(x, 31, 5));
        say("average pool", () -> Nn.adaptiveAvgPool2d(x, 5, 3));
        Tensor grid = numbers(Dtype.F32, 1, 6, 7, 2).mul(0.4);
        for (Nn.GridMode mode : Nn.GridMode.values()) {
            say("grid sample " + mode, () -> Nn.gridSample(x, grid, mode, Nn.GridPadding.BORDER, false));
        }
        say("rotate pairs", () -> Nn.rotatePairs(rows, numbers(Dtype.F32, 9, 8), numbers(Dtype.F32, 9, 8)));
        Tensor q = numbers(Dtype.F32, 1, 2, 40, 16);
        say("attention", () -> Attention.of(q, q, q));
        say("attention, biased", () -> Attention.of(q, q, q, Optional.of(numbers(Dtype.F32, 40, 40)), 0.2));
        say("attention in BF16", () -> Attention.of(q.to(Dtype.BF16), q.to(Dtype.BF16), q.to(Dtype.BF16)));
    }

    private static void complaints() {
        Tensor x = numbers(Dtype.F32, 3, 4);
        say("shapes", () -> x.matmul(x));
        say("index", () -> x.select(0, 7));
        say("types", () -> x.to(Dtype.I64).matmul(x));
        say("too large", () -> Tensor.empty(Dtype.F64, Device.CPU, 1L << 50));
        say("overflow", () -> Tensor.empty(Dtype.F64, Device.CPU, Long.MAX_VALUE, 3));
    }

    /** Memory that is looked at is let go when the last view of it is gone. */
    private static void mapped() {
        AtomicInteger released = new AtomicInteger();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);
            try (TensorScope _ = TensorScope.open()) {
                Tensor view;
                try (Tensor all = Tensor.mapped(memory, Dtype.F32, new long[]{3, 2}, released::incrementAndGet)) {
                    view = all.narrow(0, 1, 2);
                    say("mapped", () -> all.mulInPlace(2));
                }
                say("view of mapped, released " + released, () -> view.mulInPlace(2));
                say("view of mapped", () -> view.mul(2));
            }
        }
        System.out.println("mapped released " + released);
    }

    /**
     * Bytes by which the native heap grows in a round of calls with lists, cells and a failure now and then: the middle
     * one of many stretches, because the JVM takes and gives back memory of its own. (libtorch 2.13 itself loses a copy
     * of every text that its C call is given, 48 bytes.)
     */
    private static double grown() throws Throwable {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(1)) {
            Tensor x = numbers(Dtype.F32, 4, 6);
            long[] growth = new long[15];
            round(x, noise, 1000);
            for (int i = 0; i < growth.length; i++) {
                long before = NativeHeap.inUse().orElseThrow();
                round(x, noise, 500);
                growth[i] = NativeHeap.inUse().orElseThrow() - before;
            }
            Arrays.sort(growth);
            return growth[growth.length / 2] / 500.0;
        }
    }

    private static void round(Tensor x, Noise noise, int times) {
        for (int i = 0; i < times; i++) {
            try (TensorScope _ = TensorScope.open()) {
                Nn.layerNorm(x.repeat(2, 3), 1e-6).clamp(0.1, 0.2).chunk(2, 0).getLast().addInPlace(noise.next(1));
            }
        }
        fail(x);
    }

    private static void fail(Tensor x) {
        try {
            x.matmul(x);
        } catch (TorchException _) {
            return;
        }
        throw new IllegalStateException("the shapes do not fit");
    }

    private static void training() {
        try (TensorScope _ = TensorScope.openTraining()) {
            System.out.println("# trains " + Autograd.parameter(new float[]{1}, 1));
        } catch (TorchException e) {
            System.out.println("# " + e.getMessage());
        }
    }
}
