// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Arrays;

/**
 * The 4-connected components of a mask, by flooding.
 *
 * @param label
 *            0 outside the mask, else the component's number from 1 in the order of its first pixel
 * @param area
 *            pixels of each component; index 0 is unused
 */
public record MaskComponents(int[] label, int[] area) {
    public static MaskComponents of(boolean[] mask, int width, int height) {
        int[] label = new int[mask.length];
        int[] stack = new int[mask.length];
        int[] area = new int[16];
        int count = 0;
        for (int start = 0; start < mask.length; start++) {
            if (!mask[start] || label[start] != 0) continue;
            if (++count == area.length) area = Arrays.copyOf(area, 2 * count);
            int top = 0;
            stack[top++] = start;
            label[start] = count;
            while (top > 0) {
                int i = stack[--top];
                area[count]++;
                int x = i % width;
                if (x > 0 && mask[i - 1] && label[i - 1] == 0) {
                    label[i - 1] = count;
                    stack[top++] = i - 1;
                }
                if (x < width - 1 && mask[i + 1] && label[i + 1] == 0) {
                    label[i + 1] = count;
                    stack[top++] = i + 1;
                }
                if (i >= width && mask[i - width] && label[i - width] == 0) {
                    label[i - width] = count;
                    stack[top++] = i - width;
                }
                if (i < (height - 1) * width && mask[i + width] && label[i + width] == 0) {
                    label[i + width] = count;
                    stack[top++] = i + width;
                }
            }
        }
        return new MaskComponents(label, Arrays.copyOf(area, count + 1));
    }

    public int count() { return area.length - 1; }

    /** The pixels of those components for which {@code keep} (index: number) holds. */
    public boolean[] select(boolean[] keep) {
        boolean[] out = new boolean[label.length];
        for (int i = 0; i < out.length; i++) out[i] = label[i] > 0 && keep[label[i]];
        return out;
    }

    /** The pixels of the components that have at least that share of the largest one's area. */
    public boolean[] large(double share) {
        int largest = Arrays.stream(area).skip(1).max().orElse(0);
        boolean[] keep = new boolean[area.length];
        for (int c = 1; c < area.length; c++) keep[c] = area[c] >= share * largest;
        return select(keep);
    }
}
