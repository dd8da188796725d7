-- A request that lost its worker through its own fault stands behind the others: its turn is then a number between those
-- of the last request and of the next one. All others stand where they arrived.

ALTER TABLE request ADD COLUMN turn INTEGER;

DROP INDEX request_waiting;

CREATE INDEX request_waiting ON request (priority, coalesce(turn, seq * 1000000)) WHERE state = 'IN_QUEUE';

-- What a key has queued, running and stored, for its quotas.

CREATE INDEX request_key ON request (coalesce(key_id, ''), state) WHERE state <> 'COMPLETED';

CREATE INDEX file_key ON file (coalesce(key_id, ''), bytes);

-- Where the bytes of a file are; empty: under the file's own key.

ALTER TABLE file ADD COLUMN blob TEXT;
