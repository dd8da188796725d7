-- min_reader 1
-- From when on a key has its whole minute of calls again, in microseconds; behind now: it has. Unlogged: a call then
-- waits for no disk, and a crash of the database gives every key its minute back.

CREATE UNLOGGED TABLE rate (
    key_id  text PRIMARY KEY,
    free    bigint NOT NULL
) WITH (fillfactor = 50);
