// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.util.List;

/**
 * Who may read a file: the first rule that names the reader decides, else the fallback.
 *
 * @param fallback
 *            for readers no rule names, anonymous ones among them
 * @param rules
 *            for single users
 */
public record Acl(Decision fallback, List<Rule> rules) {
    /** Everybody may read. */
    public static final Acl PUBLIC = new Acl(Decision.ALLOW, List.of());

    public Acl { rules = List.copyOf(rules); }

    /** A decision for one user. */
    public record Rule(String user, Decision decision) {}

    /** What a reader gets. */
    public enum Decision {
        /** Download the file. */
        ALLOW,
        /** An error that says it may not. */
        FORBID,
        /** The same as if there were no such file. */
        HIDE
    }

    /** The decision for a user; the empty text is the anonymous one. */
    public Decision decide(String user) {
        return rules.stream().filter(r -> r.user.equals(user)).map(Rule::decision).findFirst().orElse(fallback);
    }
}
