// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.gltf.render.ContactSheet;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A picture of a model. */
@Command(name = "render", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Draws a GLB: one view, several side by side, or a turntable sheet.", footer = {"", "Example:",
                "  pixal3d render chair.glb -o chair.png --turntable 8"})
final class RenderCommand implements Callable<Integer> {
    private static final int COLUMNS = 4;

    @Parameters(arity = "1", paramLabel = "MODEL", description = "A GLB file, or - for standard input.")
    private Path model = Path.of("");

    @Option(names = {"-o", "--output"}, paramLabel = "PNG", required = true,
            description = "Where the picture goes; - for standard output.")
    private Path output = Path.of("");

    @Option(names = "--azimuth", split = ",", paramLabel = "DEGREES",
            description = "Angles about the vertical, 0 is the front; several give a sheet. Default: 0.")
    private List<Double> azimuths = List.of();

    @Option(names = "--elevation", paramLabel = "DEGREES", description = "Angle above the horizon. Default: 10.")
    private double elevation = 10;

    @Option(names = "--turntable", paramLabel = "N", description = "A sheet of N views around the model.")
    private Optional<Integer> turntable = Optional.empty();

    @Option(names = "--mode", split = ",", paramLabel = "MODE",
            description = "shaded, base_color, normals, wireframe, uv_checker or mask; several give a sheet. "
                    + "Default: shaded.")
    private List<String> modes = List.of("shaded");

    @Option(names = "--size", paramLabel = "PIXELS", description = "Width and height of each view. Default: 640.")
    private int size = 640;

    private final Console console;

    private RenderCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) { return new CommandLine(new RenderCommand(console)); }

    @Override
    public Integer call() throws IOException {
        OptionRange.check("--size", size, 16, 4096);
        OptionRange.check("--elevation", elevation, -90, 90);
        for (double angle : azimuths) OptionRange.check("--azimuth", angle, -360, 360);
        turntable.ifPresent(n -> OptionRange.check("--turntable", n, 1, 64));
        if (turntable.isPresent() && !azimuths.isEmpty()) {
            throw Problem.usage("--turntable: has its own angles (got --azimuth too). Leave one of them out.")
                    .exception();
        }
        Destination target = new Destination(output, console);
        if (!target.isStream() && !Pictures.extension(output).equals("png")) {
            throw Problem.usage("-o: the picture's format is not written (got " + output + ", allowed *.png).")
                    .exception();
        }
        List<RenderMode> wanted = modes.stream().map(RenderCommand::mode).toList();
        GlbModel glb = ModelInput.read(model, console);
        for (String note : glb.notes()) console.say("pixal3d: " + model + ": " + note);
        if (glb.primitives().isEmpty()) console.say("pixal3d: " + model + ": no surface, the picture is empty");
        target.prepare();
        List<Double> angles = angles();
        try (Parallel parallel = Parallel.allCores()) {
            Renderer renderer = new Renderer(glb);
            List<ContactSheet.Tile> tiles = new ArrayList<>();
            for (RenderMode mode : wanted) {
                for (double angle : angles) {
                    RgbaImage view = renderer.render(new View.Orbit(angle, elevation), RenderOptions.of(size, mode),
                            parallel);
                    String label = String.format(Locale.ROOT, "%.0f\u00b0", angle);
                    tiles.add(new ContactSheet.Tile(wanted.size() > 1 ? label + " " + word(mode) : label, view));
                }
            }
            RgbaImage picture = tiles.size() == 1
                    ? tiles.getFirst().image()
                    : ContactSheet.compose(tiles, wanted.size() > 1 ? angles.size() : Math.min(angles.size(), COLUMNS));
            target.produce(out -> {
                out.write(ImageEncoder.png(picture, true));
                return picture;
            });
        }
        target.tell(output.toString());
        return ExitCode.OK;
    }

    private List<Double> angles() {
        int views = turntable.orElse(0);
        if (views == 0) return azimuths.isEmpty() ? List.of(0.0) : azimuths;
        List<Double> around = new ArrayList<>();
        for (int i = 0; i < views; i++) around.add(360.0 * i / views);
        return around;
    }

    private static RenderMode mode(String word) {
        for (RenderMode mode : RenderMode.values()) if (word(mode).equals(word.strip())) return mode;
        throw Problem.usage("--mode: not known (got " + word
                + ", allowed shaded, base_color, normals, wireframe, uv_checker, mask).").exception();
    }

    private static String word(RenderMode mode) { return mode.name().toLowerCase(Locale.ROOT); }
}
