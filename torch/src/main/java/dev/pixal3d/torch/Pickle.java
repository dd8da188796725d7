// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads the data of a Python pickle (protocols 2 to 5) and runs none of it. A pickle is a program for a stack machine
 * that can name and call any function; of its instructions only those that build plain data are known here, and of all
 * functions only the three that PyTorch needs to describe a tensor. Everything else is refused, as are values that
 * cannot be dictionary keys safely. Work and memory are bounded by the pickle's size, see {@link PickleBudget}.
 *
 * <p>
 * Python's dict, list and tuple, str, int, float, bool and None become Map, List, String, Long, Double, Boolean and
 * {@link Optional#empty()}.
 */
final class Pickle {
    /** A run of elements in another entry of the archive. */
    record StorageRef(Dtype dtype, String key) {}

    /** A tensor: part of a storage. */
    record TensorRef(StorageRef storage, long offset, List<Long> shape, List<Long> strides) {}

    private record Global(String name) {}

    private static final Object MARK = new Object();
    /** PyTorch's own limit. */
    private static final int MAX_RANK = 64;
    private static final int MAX_JSON_DEPTH = 32;
    /** Shared values are written out each time they occur, so a small file could ask for any amount. */
    private static final int MAX_JSON_NODES = 100_000;
    private static final Map<String, Dtype> STORAGES = Map.of("torch FloatStorage", Dtype.F32, "torch DoubleStorage",
            Dtype.F64, "torch HalfStorage", Dtype.F16, "torch BFloat16Storage", Dtype.BF16, "torch LongStorage",
            Dtype.I64, "torch IntStorage", Dtype.I32, "torch ShortStorage", Dtype.I16, "torch CharStorage", Dtype.I8,
            "torch ByteStorage", Dtype.U8, "torch BoolStorage", Dtype.BOOL);

    private final String where;
    private final ByteBuffer code;
    private final PickleBudget budget;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Long, Object> memo = new HashMap<>();

    Pickle(String where, byte[] code, PickleBudget budget) {
        this.where = where;
        this.budget = budget;
        this.code = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The pickled object. */
    Object read() {
        try {
            while (true) {
                int op = code.get() & 0xFF;
                if (op == '.') return pop();
                step(op);
            }
        } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException | ClassCastException
                | NoSuchElementException e) {
            throw refuse(
                    "the pickle is damaged at byte " + code.position() + " (" + e.getClass().getSimpleName() + ")");
        }
    }

    private void step(int op) {
        budget.spend(switch (op) {
            case '}' -> PickleBudget.OBJECT + PickleBudget.ENTRY;
            case ']', 's', 'u', 'q', 'r', 0x94 -> PickleBudget.ENTRY;
            default -> PickleBudget.OBJECT;
        });
        switch (op) {
            case 0x80 -> version(code.get());
            case 0x95 -> code.getLong();
            case '(' -> stack.add(MARK);
            case '0' -> pop();
            case 'N' -> stack.add(Optional.empty());
            case 0x88 -> stack.add(true);
            case 0x89 -> stack.add(false);
            case 'K' -> stack.add(code.get() & 0xFFL);
            case 'M' -> stack.add(code.getShort() & 0xFFFFL);
            case 'J' -> stack.add((long) code.getInt());
            case 0x8a -> stack.add(integer(code.get() & 0xFF));
            case 'G' -> stack.add(Double.longBitsToDouble(Long.reverseBytes(code.getLong())));
            case 'X' -> stack.add(string(code.getInt()));
            case 0x8c -> stack.add(string(code.get() & 0xFF));
            case '}' -> stack.add(new LinkedHashMap<>());
            case ']' -> stack.add(new ArrayList<>());
            case ')' -> stack.add(List.of());
            case 't' -> stack.add(List.copyOf(popMark()));
            case 0x85 -> tuple(1);
            case 0x86 -> tuple(2);
            case 0x87 -> tuple(3);
            case 'a', 's' -> insert(op == 'a' ? 1 : 2);
            case 'e' -> list(peekBelowMark()).addAll(popMark());
            case 'u' -> put(peekBelowMark(), popMark());
            case 'q' -> memo.put(code.get() & 0xFFL, peek());
            case 'r' -> memo.put(code.getInt() & 0xFFFFFFFFL, peek());
            case 0x94 -> memo.put((long) memo.size(), peek());
            case 'h' -> stack.add(recall(code.get() & 0xFFL));
            case 'j' -> stack.add(recall(code.getInt() & 0xFFFFFFFFL));
            case 'c' -> stack.add(global(line() + " " + line()));
            case 0x93 -> {
                String name = (String) pop();
                stack.add(global((String) pop() + " " + name));
            }
            case 'Q' -> stack.add(storage((List<?>) pop()));
            case 'R' -> {
                List<?> args = (List<?>) pop();
                stack.add(call((Global) pop(), args));
            }
            case 'b' -> pop();
            default -> throw refuse("the pickle uses an instruction that plain data does not need (got 0x"
                    + Integer.toHexString(op) + ")");
        }
    }

    private void version(int protocol) {
        if (protocol < 2 || protocol > 5) {
            throw refuse("the pickle has an unknown version (got " + protocol + ", allowed 2 to 5)");
        }
    }

    private Global global(String name) {
        boolean known = STORAGES.containsKey(name) || switch (name) {
            case "collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter" ->
                true;
            default -> false;
        };
        if (!known) throw refuse("the pickle wants to run \"" + name.replace(' ', '.') + "\", which is not a tensor");
        return new Global(name);
    }

    private Object call(Global function, List<?> args) {
        return switch (function.name) {
            case "collections OrderedDict" -> {
                if (!args.isEmpty()) throw refuse("an OrderedDict is built in an unknown way");
                yield new LinkedHashMap<>();
            }
            case "torch._utils _rebuild_parameter" -> (TensorRef) args.get(0);
            case "torch._utils _rebuild_tensor_v2" -> new TensorRef((StorageRef) args.get(0), (Long) args.get(1),
                    longs(args.get(2)), longs(args.get(3)));
            default -> throw refuse("the pickle calls " + function.name);
        };
    }

    private StorageRef storage(List<?> id) {
        Dtype dtype = id.get(1) instanceof Global(String name) ? STORAGES.get(name) : null;
        if (dtype == null || !"storage".equals(id.get(0))) throw refuse("a storage has an unknown type");
        return new StorageRef(dtype, (String) id.get(2));
    }

    /** Extents or strides. */
    private List<Long> longs(Object values) {
        List<Long> longs = new ArrayList<>();
        if (((List<?>) values).size() > MAX_RANK) throw refuse("a tensor has more than " + MAX_RANK + " dimensions");
        for (Object value : (List<?>) values) longs.add((Long) value);
        return longs;
    }

    private Long integer(int bytes) {
        if (bytes > 8) throw refuse("an integer has more than 64 bits");
        long value = 0;
        for (int i = 0; i < bytes; i++) value |= (code.get() & 0xFFL) << 8 * i;
        int unused = 64 - 8 * bytes;
        return bytes == 0 ? 0L : value << unused >> unused;
    }

    private String string(int bytes) {
        if (bytes < 0 || bytes > code.remaining()) throw refuse("a text is longer than the pickle");
        budget.spend(2L * bytes);
        byte[] text = new byte[bytes];
        code.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private String line() {
        int start = code.position();
        while (code.get() != '\n') { if (code.position() - start > 256) throw refuse("a name is too long"); }
        byte[] text = new byte[code.position() - start - 1];
        code.get(start, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void tuple(int n) {
        List<Object> top = stack.subList(stack.size() - n, stack.size());
        List<Object> tuple = List.copyOf(top);
        top.clear();
        stack.add(tuple);
    }

    private void insert(int n) {
        List<Object> top = stack.subList(stack.size() - n, stack.size());
        List<Object> items = List.copyOf(top);
        top.clear();
        if (n == 1) list(peek()).addAll(items);
        else put(peek(), items);
    }

    private void put(Object map, List<Object> items) {
        if (!(map instanceof LinkedHashMap<?, ?>) || items.size() % 2 != 0) throw refuse("a dictionary is malformed");
        @SuppressWarnings("unchecked")
        Map<Object, Object> target = (Map<Object, Object>) map;
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (!(key instanceof String || key instanceof Long || key instanceof Double || key instanceof Boolean)) {
                throw refuse("a dictionary key is not a text or a number");
            }
            budget.spend(PickleBudget.ENTRY);
            target.put(key, items.get(i + 1));
        }
    }

    @SuppressWarnings("unchecked")
    private List<Object> list(Object value) {
        if (!(value instanceof ArrayList<?>)) throw refuse("something is appended to what is not a list");
        return (List<Object>) value;
    }

    private Object pop() { return stack.removeLast(); }

    private Object peek() { return stack.getLast(); }

    private int mark() { return stack.lastIndexOf(MARK); }

    private Object peekBelowMark() { return stack.get(mark() - 1); }

    private List<Object> popMark() {
        int mark = mark();
        List<Object> items = new ArrayList<>(stack.subList(mark + 1, stack.size()));
        stack.subList(mark, stack.size()).clear();
        return items;
    }

    private Object recall(long key) {
        Object value = memo.get(key);
        if (value == null) throw refuse("the pickle recalls what it never stored");
        return value;
    }

    private TorchException refuse(String what) {
        return new TorchException(where + ": " + what + ". It is not loaded; use the publisher's file or safetensors.");
    }

    /** Plain data as JSON; tensors are left out as null. */
    static JsonNode json(String where, @Nullable Object value) {
        return json(where, value, 0, new AtomicInteger(MAX_JSON_NODES));
    }

    private static JsonNode json(String where, @Nullable Object value, int depth, AtomicInteger budget) {
        if (depth > MAX_JSON_DEPTH || budget.getAndDecrement() == 0) {
            throw new TorchException(where + ": the configuration is too large. Use the publisher's file.");
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (value) {
            case Map<?, ?> map -> {
                var node = json.objectNode();
                map.forEach((k, v) -> node.set(String.valueOf(k), json(where, v, depth + 1, budget)));
                yield node;
            }
            case List<?> list -> {
                var node = json.arrayNode();
                list.forEach(v -> node.add(json(where, v, depth + 1, budget)));
                yield node;
            }
            case String s -> json.stringNode(s);
            case Long l -> json.numberNode(l);
            case Double d -> json.numberNode(d);
            case Boolean b -> json.booleanNode(b);
            case null, default -> json.nullNode();
        };
    }
}
