// SPDX-License-Identifier: MIT
/**
 * Signed webhooks: takes deliveries that are due from the queue and sends them until they arrive or are given up. Begin
 * reading at {@link dev.pixal3d.server.webhook.WebhookSender}.
 */
@NullMarked
package dev.pixal3d.server.webhook;

import org.jspecify.annotations.NullMarked;
