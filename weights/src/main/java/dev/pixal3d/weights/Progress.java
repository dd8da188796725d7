// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

/** Hears how a pull or a check goes, from several threads. A method may throw to stop the work. */
public interface Progress {
    /** Ignores everything. */
    Progress NONE = new Progress() {
        @Override
        public void total(long bytes, boolean complete) {}

        @Override
        public void done(String file, long bytes) {}

        @Override
        public void note(String line) {}
    };

    /**
     * How much there is to do; called before the first file and when more is known.
     *
     * @param bytes
     *            to come, as far as known
     * @param complete
     *            whether the length of every file is known
     */
    void total(long bytes, boolean complete);

    /**
     * More bytes of a file are there; negative when some have to come again.
     */
    void done(String file, long bytes);

    /** Something worth a line. */
    void note(String line);
}
