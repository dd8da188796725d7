// SPDX-License-Identifier: MIT
/**
 * Procedural objects: parts with painted surfaces, and grammars that join them to furniture, vehicles, figures,
 * animals, buildings, vessels and scenes. Every object follows from its seed.
 */
@NullMarked
package dev.pixal3d.training.objects;

import org.jspecify.annotations.NullMarked;
