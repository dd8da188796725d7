// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.auth.RateLimit;
import dev.pixal3d.server.files.Space;
import dev.pixal3d.server.files.StorageQuota;

/** Whether a submission can be taken in at all: the caller's rate, the disk, what the caller has stored. */
public record Admission(RateLimit rate, Space space, StorageQuota quota) {
    void check(Identity caller) {
        rate.check(caller);
        space.checkSubmit();
        quota.check(caller.keyId());
    }
}
