-- Layout 4: runs of keys become longer ones. The longer a run, the higher its level; older than those of a level are
-- all of the levels above it.

ALTER TABLE key_run ADD COLUMN level INTEGER NOT NULL DEFAULT 0;

-- The filter of a run in parts, for it is large. A run without fences is not whole.
CREATE TABLE key_filter (
    run  INTEGER NOT NULL,
    part INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (run, part)
);

INSERT INTO key_filter (run, part, body) SELECT run, 0, filter FROM key_run WHERE filter IS NOT NULL;

UPDATE key_run SET filter = NULL;

CREATE TABLE key_page_by_place (
    -- The run in the upper 32 bits, the page in the lower.
    place INTEGER PRIMARY KEY,
    body  BLOB NOT NULL
);

INSERT INTO key_page_by_place (place, body) SELECT run << 32 | page, body FROM key_page ORDER BY run, page;

DROP TABLE key_page;

ALTER TABLE key_page_by_place RENAME TO key_page;
