// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;

/** What can be wrong with weights; each message names the file and what to do. */
final class WeightsProblem {
    private WeightsProblem() {}

    /** A wrong name or setting. */
    static ProblemException usage(String message) {
        return Problem.usage(message).exception();
    }

    /** A host that does not answer as it should, or a token that is missing, wrong or has no access yet. */
    static ProblemException unreachable(String message) {
        return new Problem.General(Problem.Kind.FILE_DOWNLOAD_ERROR, message).exception();
    }

    /** The disk has not enough room. */
    static ProblemException noRoom(String message) {
        return new Problem.General(Problem.Kind.INSUFFICIENT_STORAGE, message).exception();
    }

    /** What came is not what was published. */
    static ProblemException damaged(String message) {
        return new Problem.General(Problem.Kind.DOWNSTREAM_SERVICE_UNAVAILABLE, message).exception();
    }
}
