-- What keys have set aside for files on their way in, so that uploads to several servers together stay within a quota.

CREATE TABLE reservation (
    key_id  TEXT NOT NULL,
    file    TEXT NOT NULL,
    part    INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (key_id, file, part)
) WITHOUT ROWID;
