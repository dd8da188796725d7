-- Times are milliseconds since 1970. A blank line ends a statement.

CREATE TABLE request (
    seq               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT NOT NULL UNIQUE,
    endpoint          TEXT NOT NULL,
    key_id            TEXT,
    priority          INTEGER NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('IN_QUEUE', 'IN_PROGRESS', 'COMPLETED')),
    start_by          INTEGER,
    max_attempts      INTEGER NOT NULL,
    attempt           INTEGER NOT NULL DEFAULT 0,
    forgiven          INTEGER NOT NULL DEFAULT 0,
    worker            TEXT,
    lease_until       INTEGER,
    cancel_requested  INTEGER NOT NULL DEFAULT 0,
    stage             TEXT,
    step              INTEGER NOT NULL DEFAULT 0,
    steps             INTEGER NOT NULL DEFAULT 0,
    fraction          REAL NOT NULL DEFAULT 0,
    remaining         INTEGER,
    log_count         INTEGER NOT NULL DEFAULT 0,
    ending            TEXT,
    status            INTEGER,
    error_type        TEXT,
    error             TEXT,
    created           INTEGER NOT NULL,
    started           INTEGER,
    ended             INTEGER,
    inference_time    INTEGER,
    store_io          INTEGER NOT NULL,
    tags              TEXT,
    webhook_url       TEXT,
    expires_after     INTEGER,
    acl               TEXT,
    idempotency_key   TEXT,
    input_hash        BLOB
);

CREATE INDEX request_waiting ON request (priority, seq) WHERE state = 'IN_QUEUE';

CREATE INDEX request_start_by ON request (start_by) WHERE state = 'IN_QUEUE' AND start_by IS NOT NULL;

CREATE INDEX request_lease ON request (lease_until) WHERE state = 'IN_PROGRESS';

CREATE INDEX request_ended ON request (ended, seq) WHERE state = 'COMPLETED';

CREATE INDEX request_created ON request (created, seq);

CREATE UNIQUE INDEX request_idempotency ON request (coalesce(key_id, ''), idempotency_key)
    WHERE idempotency_key IS NOT NULL;

CREATE TABLE payload (
    seq     INTEGER PRIMARY KEY REFERENCES request (seq) ON DELETE CASCADE,
    input   TEXT,
    output  TEXT
);

CREATE TABLE log (
    seq      INTEGER NOT NULL REFERENCES request (seq) ON DELETE CASCADE,
    number   INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    level    TEXT NOT NULL,
    message  TEXT NOT NULL,
    PRIMARY KEY (seq, number)
) WITHOUT ROWID;

-- How many requests are in each state, by priority: kept by triggers, so that the length of the queue, and with it the
-- place of a new request, is read and not counted.
CREATE TABLE tally (
    state     TEXT NOT NULL,
    priority  INTEGER NOT NULL,
    n         INTEGER NOT NULL,
    PRIMARY KEY (state, priority)
) WITHOUT ROWID;

INSERT INTO tally VALUES ('IN_QUEUE', 0, 0), ('IN_QUEUE', 1, 0), ('IN_PROGRESS', 0, 0), ('IN_PROGRESS', 1, 0);

CREATE TRIGGER request_added AFTER INSERT ON request BEGIN
    UPDATE tally SET n = n + 1 WHERE state = new.state AND priority = new.priority;
END;

CREATE TRIGGER request_moved AFTER UPDATE OF state ON request WHEN old.state <> new.state BEGIN
    UPDATE tally SET n = n - 1 WHERE state = old.state AND priority = old.priority;
    UPDATE tally SET n = n + 1 WHERE state = new.state AND priority = new.priority;
END;

CREATE TABLE delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    seq         INTEGER NOT NULL REFERENCES request (seq) ON DELETE CASCADE,
    request_id  TEXT NOT NULL,
    url         TEXT NOT NULL,
    attempt     INTEGER NOT NULL DEFAULT 0,
    due         INTEGER NOT NULL,
    status      TEXT NOT NULL DEFAULT 'PENDING',
    error       TEXT NOT NULL DEFAULT ''
);

CREATE INDEX delivery_due ON delivery (due) WHERE status = 'PENDING';

CREATE INDEX delivery_request ON delivery (seq);

CREATE TABLE file (
    key           TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    content_type  TEXT NOT NULL,
    bytes         INTEGER NOT NULL,
    sha256        TEXT NOT NULL,
    request_id    TEXT,
    key_id        TEXT,
    created       INTEGER NOT NULL,
    expires       INTEGER,
    acl           TEXT
) WITHOUT ROWID;

CREATE INDEX file_request ON file (request_id) WHERE request_id IS NOT NULL;

CREATE INDEX file_expires ON file (expires) WHERE expires IS NOT NULL;

CREATE TABLE api_key (
    id           TEXT PRIMARY KEY,
    hash         TEXT NOT NULL,
    scope        TEXT NOT NULL,
    description  TEXT NOT NULL,
    created      INTEGER NOT NULL,
    revoked      INTEGER,
    last_used    INTEGER
) WITHOUT ROWID;

CREATE TABLE secret (
    name   TEXT PRIMARY KEY,
    value  BLOB NOT NULL
) WITHOUT ROWID;
