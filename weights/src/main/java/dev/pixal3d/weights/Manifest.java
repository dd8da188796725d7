// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files that are published elsewhere: where, and what is known of them. */
public record Manifest(List<Part> parts) {
    /** Why a part is there. */
    public enum Use {
        /** No run without it. */
        NEEDED,
        /** Runs are better with it. */
        HELPER,
        /** For what not everybody wants to do; pulled when it is asked for by name. */
        OPTIONAL,
        /** In place of another part. */
        INSTEAD
    }

    /** What its users have to know. */
    public record Licence(String name, String url, String terms) {}

    /**
     * Files from one publisher.
     *
     * @param replaces
     *            the part in whose place it is; for {@link Use#INSTEAD}
     * @param repository
     *            on the hub, owner/name; none for files that are published at an address of their own
     * @param revision
     *            commit or branch of the repository
     * @param url
     *            that the files' paths are appended to, where there is no repository
     * @param gated
     *            whether its publisher must let an account in first
     */
    public record Part(String name, String title, Use use, Optional<String> replaces, Optional<String> repository,
            String revision, String url, boolean gated, Licence licence, List<Item> items) {
        /** Where it comes from, for people. */
        public String source() { return repository.orElse(url); }

        /** The end of a remedy: where else the files may come from. */
        String orElsewhere() {
            return repository.isPresent()
                    ? ", or name a mirror with HF_ENDPOINT."
                    : ", or name another list of files with --manifest.";
        }
    }

    /**
     * One file.
     *
     * @param path
     *            at its publisher
     * @param to
     *            in the weights folder
     */
    public record Item(String path, String to, OptionalLong size, Optional<String> sha256) {}

    /** The published weights. */
    public static Manifest published() { return resource("manifest.json"); }

    /** What an NVIDIA GPU needs besides its driver, for Linux on x86-64: CUDA's libraries and libtorch's. */
    public static Manifest gpu() {
        return resource("gpu.json");
    }

    private static Manifest resource(String name) {
        try (InputStream in = Manifest.class.getResourceAsStream(name)) {
            return parse(name, in == null ? new byte[0] : in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("a resource of the program cannot be read", e);
        }
    }

    /** Another list, in the same form. */
    public static Manifest read(Path file) throws IOException {
        return parse(file.toString(), Files.readAllBytes(file));
    }

    private static Manifest parse(String where, byte[] json) {
        try {
            List<Part> parts = new ArrayList<>();
            for (JsonNode part : JsonMapper.builder().build().readTree(json).path("parts")) parts.add(part(part));
            if (!parts.isEmpty()) return new Manifest(List.copyOf(parts));
        } catch (JacksonException | IllegalArgumentException e) {
            throw WeightsProblem.usage(where + ": is no list of weights (" + e.getMessage()
                    + "). Write it like the program's own manifest.json.");
        }
        throw WeightsProblem.usage(where + ": lists no parts. Write it like the program's own manifest.json.");
    }

    private static Part part(JsonNode json) {
        String use = json.path("use").asString("");
        Optional<String> replaces = use.startsWith("instead of ")
                ? Optional.of(use.substring("instead of ".length()))
                : Optional.empty();
        List<Item> items = new ArrayList<>();
        for (JsonNode item : json.path("files")) {
            String path = text(item, "path");
            String to = item.path("to").asString(path);
            Path relative = Path.of(to).normalize();
            if (relative.isAbsolute() || relative.startsWith("..")
                    || !relative.toString().replace('\\', '/').equals(to)) {
                throw new IllegalArgumentException("\"" + to + "\" leaves the folder");
            }
            items.add(new Item(path, to,
                    item.has("size") ? OptionalLong.of(item.path("size").asLong()) : OptionalLong.empty(),
                    Optional.of(item.path("sha256").asString("")).filter(s -> !s.isEmpty())));
        }
        JsonNode licence = json.path("licence");
        return new Part(text(json, "name"), json.path("title").asString(text(json, "name")),
                replaces.isPresent() ? Use.INSTEAD : use(use), replaces,
                Optional.of(json.path("repository").asString("")).filter(s -> !s.isEmpty()),
                json.path("revision").asString("main"), json.path("url").asString(""),
                json.path("gated").asBoolean(false),
                new Licence(licence.path("name").asString(""), licence.path("url").asString(""),
                        licence.path("terms").asString("")),
                List.copyOf(items));
    }

    private static Use use(String word) {
        return switch (word) {
            case "helper" -> Use.HELPER;
            case "optional" -> Use.OPTIONAL;
            default -> Use.NEEDED;
        };
    }

    private static String text(JsonNode json, String key) {
        String value = json.path(key).asString("");
        if (value.isEmpty()) throw new IllegalArgumentException("\"" + key + "\" is missing");
        return value;
    }

    /**
     * The parts of these names; without names, those that are needed or help.
     *
     * @throws ProblemException
     *             for a name that is not there
     */
    public List<Part> choose(List<String> names) {
        if (names.isEmpty()) {
            return parts.stream().filter(p -> p.use() == Use.NEEDED || p.use() == Use.HELPER).toList();
        }
        return names.stream().distinct().map(this::part).toList();
    }

    private Part part(String name) {
        return parts.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow(
                () -> WeightsProblem.usage("weights: there is no part of that name (got \"" + name
                        + "\", allowed " + parts.stream().map(Part::name).toList() + "). Correct the name."));
    }
}
