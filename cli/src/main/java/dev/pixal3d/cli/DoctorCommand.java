// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a bug report needs first. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Checks everything that this program needs from the machine, and says what to do where "
                + "something is missing.",
        footer = {"", "Example:", "  pixal3d doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private WeightsOptions weights = new WeightsOptions();

    @Option(names = "--data", paramLabel = "FOLDER",
            description = "The server's data folder. Default: $PIXAL3D_DATA or ~/.pixal3d.")
    private Path data = StorageOptions.defaultData();

    @Option(names = "--port", paramLabel = "N", description = "The server's port. Default: 8000.")
    private int port = 8000;

    @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, cuda, cuda:N or mps. Default: auto.")
    private String device = "auto";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private final Console console;

    private DoctorCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new DoctorCommand(console)); }

    @Override
    public Integer call() {
        List<Diagnosis> findings = new Doctor(weights, data, port, device, System.getenv()).examine();
        boolean failed = findings.stream().anyMatch(f -> f.level() == Diagnosis.Level.FAILED);
        if (json) print(findings, failed);
        else findings.forEach(this::print);
        return failed ? ExitCode.INPUT : ExitCode.OK;
    }

    private void print(Diagnosis finding) {
        console.out().printf(Locale.ROOT, "%-7s %-18s %s%n", finding.level().name().toLowerCase(Locale.ROOT),
                finding.subject(), finding.detail());
        if (!finding.remedy().isEmpty()) console.out().printf(Locale.ROOT, "%26s-> %s%n", "", finding.remedy());
    }

    private void print(List<Diagnosis> findings, boolean failed) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("ok", !failed);
        all.put("findings", findings.stream().map(f -> {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("subject", f.subject());
            one.put("level", f.level().name().toLowerCase(Locale.ROOT));
            one.put("detail", f.detail());
            if (!f.remedy().isEmpty()) one.put("remedy", f.remedy());
            return one;
        }).toList());
        console.json(all);
    }
}
