-- Layout 12, for PostgreSQL: what consignments are worth, batch after batch.

CREATE TABLE worth (
    first   BIGINT PRIMARY KEY,
    entries BIGINT NOT NULL,
    body    BYTEA NOT NULL
);

ALTER TABLE worth ALTER COLUMN body SET STORAGE EXTERNAL;
