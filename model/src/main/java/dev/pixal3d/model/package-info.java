// SPDX-License-Identifier: MIT
/** Networks and samplers. */
@NullMarked
package dev.pixal3d.model;

import org.jspecify.annotations.NullMarked;
