-- min_reader 1
-- While it has a row, no run starts on any node. Nodes of the first version do not look: bring them up to date first.

CREATE TABLE pause (
    since  bigint NOT NULL
);
