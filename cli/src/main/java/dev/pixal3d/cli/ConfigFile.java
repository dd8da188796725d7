// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Defaults from the properties file that {@code --config} names; unknown keys are refused. */
final class ConfigFile implements IDefaultValueProvider {
    private final CommandLine command;

    ConfigFile(CommandLine command) { this.command = command; }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) throws IOException {
        if (!(argument instanceof OptionSpec option) || option.longestName().equals("--config")) return null;
        return read().getProperty(key(option));
    }

    private static String key(OptionSpec option) { return option.longestName().replaceFirst("^-+", ""); }

    private Properties read() throws IOException {
        Properties properties = new Properties();
        String file = named();
        if (file.isEmpty()) return properties;
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (CharacterCodingException _) {
            throw Problem.usage(file + ": this is not UTF-8 text. Save it as UTF-8.").exception();
        }
        Set<String> known = command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp()).map(ConfigFile::key)
                .filter(key -> !key.equals("config")).collect(Collectors.toCollection(TreeSet::new));
        for (String key : properties.stringPropertyNames()) {
            if (!known.contains(key)) {
                throw Problem.usage(
                        file + ": unknown setting (got " + key + ", allowed " + known + "). Remove or rename it.")
                        .exception();
            }
        }
        return properties;
    }

    /** The file's name as written; options are not assigned yet when their defaults are asked for. */
    private String named() {
        CommandLine root = command;
        while (root.getParent() != null) root = root.getParent();
        java.util.List<String> args = root.getParseResult() == null
                ? java.util.List.of()
                : root.getParseResult().originalArgs();
        for (int i = 0; i < args.size(); i++) {
            if (args.get(i).startsWith("--config=")) return args.get(i).substring("--config=".length());
            if (args.get(i).equals("--config") && i + 1 < args.size()) return args.get(i + 1);
        }
        return "";
    }
}
