// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import java.sql.SQLException;

/** The mark in an SQL database that no run may start, on no node that works on it. */
public final class Pause {
    /** The condition of what may start a run. */
    public static final String NONE = "NOT EXISTS (SELECT 1 FROM pause)";

    private Pause() {}

    public static boolean holds(Session session) throws SQLException {
        return session.number("SELECT count(*) FROM pause") > 0;
    }

    /** Begins one, if there is none; how many that are. */
    public static int begin(Session session) throws SQLException {
        session.queueMoved();
        return session.update("INSERT INTO pause (since) SELECT ? WHERE " + NONE, session.now().toEpochMilli());
    }

    /** Ends it and wakes all workers. */
    public static int end(Session session) throws SQLException {
        session.workAdded();
        return session.update("DELETE FROM pause");
    }
}
