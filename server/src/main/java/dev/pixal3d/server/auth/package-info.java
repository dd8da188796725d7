// SPDX-License-Identifier: MIT
/**
 * Who calls. {@link dev.pixal3d.server.auth.Authenticator} takes a request and gives an
 * {@link dev.pixal3d.server.auth.Identity}; keys, temporary tokens and the secret that signs them lie beside it. Begin
 * at these two.
 */
@NullMarked
package dev.pixal3d.server.auth;

import org.jspecify.annotations.NullMarked;
