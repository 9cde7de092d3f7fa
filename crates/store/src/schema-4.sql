-- Layout 4: runs of keys become longer ones. The longer a run, the higher its level; older than those of a level are
-- all of the levels above it.

ALTER TABLE key_run ADD COLUMN level INTEGER NOT NULL DEFAULT 0;

CREATE TABLE key_page_by_place (
    -- The run in the upper 32 bits, the page in the lower.
    place INTEGER PRIMARY KEY,
    body  BLOB NOT NULL
);

INSERT INTO key_page_by_place (place, body) SELECT run << 32 | page, body FROM key_page ORDER BY run, page;

DROP TABLE key_page;

ALTER TABLE key_page_by_place RENAME TO key_page;
