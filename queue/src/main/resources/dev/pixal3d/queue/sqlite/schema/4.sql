-- While it has a row, no run starts.

CREATE TABLE pause (
    since  INTEGER NOT NULL
);
