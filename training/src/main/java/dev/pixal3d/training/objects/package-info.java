// SPDX-License-Identifier: MIT
/**
 * Procedural objects. In: a family and a seed, from which everything follows. Out: models: parts with painted surfaces,
 * joined to furniture, vehicles, figures, animals, buildings, vessels and scenes. Begin at
 * {@link dev.pixal3d.training.objects.ProceduralObject}.
 */
@NullMarked
package dev.pixal3d.training.objects;

import org.jspecify.annotations.NullMarked;
