// SPDX-License-Identifier: MIT
/**
 * The one reader of web addresses that callers give: pictures, webhooks, redirects, the proxy's targets. Text comes in,
 * a {@link WebUrl} in normal form or a {@link UrlException} with the reason goes out, so that what cannot be used is
 * refused when it is given. Begin with {@link WebUrl}.
 */
@NullMarked
package dev.pixal3d.server.url;

import org.jspecify.annotations.NullMarked;
