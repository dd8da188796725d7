// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A bar on a transparent ground: as good as any other picture where nobody looks at the model, and less work. */
final class SlimPicture {
    private SlimPicture() {}

    static Path write(Path file) throws IOException {
        BufferedImage bar = new BufferedImage(300, 300, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = bar.createGraphics();
        pen.setPaint(new GradientPaint(132, 10, new Color(80, 200, 90), 168, 290, new Color(220, 110, 130)));
        pen.fillRect(132, 10, 36, 280);
        pen.dispose();
        ImageIO.write(bar, "png", file.toFile());
        return file;
    }
}
