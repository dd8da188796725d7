// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Frees native memory at the end of a block: every tensor made on this thread while the scope is the innermost one is
 * closed with it, unless it was kept. The garbage collector sees a few bytes where libtorch holds gigabytes, so nothing
 * is left to it: without an open scope, operations refuse to run.
 *
 * <pre>{@code
 * try (TensorScope scope = TensorScope.open()) {
 *     Tensor hidden = Nn.linear(x, weight, bias);
 *     return scope.keep(Nn.silu(hidden)); // now belongs to the scope around this one
 * }
 * }</pre>
 *
 * Scopes nest, belong to one thread and close in reverse order. Open one per layer or step to keep the peak low. While
 * any scope is open, libtorch keeps no gradients on that thread, unless the outermost was opened by
 * {@link #openTraining}.
 */
public final class TensorScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable TensorScope> CURRENT = new ThreadLocal<>();

    private final @Nullable TensorScope parent;
    private final Backend.@Nullable Guard guard;
    private final Set<Tensor> tensors = new HashSet<>();
    private boolean open = true;

    private TensorScope(@Nullable TensorScope parent, Backend.@Nullable Guard guard) {
        this.parent = parent;
        this.guard = guard;
    }

    /** Opens a scope inside the innermost one of this thread, or the first one. */
    public static TensorScope open() {
        TensorScope parent = CURRENT.get();
        return entered(new TensorScope(parent, parent == null ? TorchRuntime.backend().inference() : null));
    }

    /**
     * Opens the first scope of this thread for training: gradients of {@link Autograd#parameter}s are recorded in it
     * and in all scopes inside.
     *
     * @throws TorchException
     *             when a scope is open already
     */
    public static TensorScope openTraining() {
        if (CURRENT.get() != null) {
            throw new TorchException("training: a TensorScope is open on this thread. Open the training scope first.");
        }
        return entered(new TensorScope(null, null));
    }

    private static TensorScope entered(TensorScope scope) {
        CURRENT.set(scope);
        return scope;
    }

    /** Runs {@code body} in a scope of its own and keeps only what it returns. */
    public static Tensor run(Supplier<Tensor> body) {
        try (TensorScope scope = open()) {
            return scope.keep(body.get());
        }
    }

    /** Runs {@code body} in a scope of its own and keeps only the tensors it returns. */
    public static List<Tensor> runAll(Supplier<List<Tensor>> body) {
        try (TensorScope scope = open()) {
            List<Tensor> kept = body.get();
            kept.forEach(scope::keep);
            return kept;
        }
    }

    /**
     * Lets a tensor outlive this scope: it moves to the enclosing scope, or, when there is none, to the caller, who
     * then closes it. Tensors of other scopes are left where they are.
     *
     * @return the same tensor
     */
    public Tensor keep(Tensor tensor) {
        if (tensors.remove(tensor)) {
            tensor.owner = parent;
            if (parent != null) parent.tensors.add(tensor);
        }
        return tensor;
    }

    /** Takes a tensor out of whatever scope it is in: from now on the caller closes it. Returns the same tensor. */
    public static Tensor release(Tensor tensor) {
        TensorScope owner = tensor.owner;
        if (owner != null) owner.tensors.remove(tensor);
        tensor.owner = null;
        return tensor;
    }

    /** Puts a tensor that belongs to nobody into the innermost scope. Returns the same tensor. */
    static Tensor adopt(Tensor tensor) {
        TensorScope scope = current("adopt");
        tensor.owner = scope;
        scope.tensors.add(tensor);
        return tensor;
    }

    /** Takes all tensors out of this scope, in no order: from now on the caller closes them. */
    public List<Tensor> releaseAll() {
        List<Tensor> all = List.copyOf(tensors);
        all.forEach(TensorScope::release);
        return all;
    }

    /** Number of tensors that would be freed now. */
    public int size() { return tensors.size(); }

    static TensorScope current(String operation) {
        TensorScope scope = CURRENT.get();
        if (scope == null) {
            throw new TorchException(operation + ": no TensorScope is open on thread \""
                    + Thread.currentThread().getName() + "\". Open one around the computation.");
        }
        return scope;
    }

    void add(Tensor tensor) { tensors.add(tensor); }

    void forget(Tensor tensor) { tensors.remove(tensor); }

    @Override
    public void close() {
        if (!open) return;
        if (CURRENT.get() != this) {
            throw new TorchException("TensorScope: closed out of order or on another thread. Use try-with-resources.");
        }
        open = false;
        for (Tensor tensor : List.copyOf(tensors)) tensor.close();
        CURRENT.set(parent);
        if (parent == null) CURRENT.remove();
        if (guard != null) guard.close();
    }
}
