-- From when on a key has its whole minute of calls again, in microseconds; behind now: it has.

CREATE TABLE rate (
    key_id  TEXT PRIMARY KEY,
    free    INTEGER NOT NULL
) WITHOUT ROWID;
