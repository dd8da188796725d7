-- min_reader 1
-- What keys have set aside for files on their way in, so that uploads to several servers together stay within a quota.
-- The row without a file is the one that those who set aside for a key wait for.

CREATE TABLE reservation (
    key_id  text NOT NULL,
    file    text NOT NULL,
    part    integer NOT NULL,
    bytes   bigint NOT NULL,
    until   bigint NOT NULL,
    PRIMARY KEY (key_id, file, part)
);
