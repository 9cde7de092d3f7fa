-- Layout 3: a setting names the rulebook too. What was decided before was decided by none.

-- Batches refer to settings; they find them again under the same numbers before the transaction ends.
PRAGMA defer_foreign_keys = ON;

CREATE TEMPORARY TABLE setting_before AS SELECT id, pack, register, engine FROM setting;

DROP TABLE setting;

-- Which shared facts and which engine a batch was decided by. `rulebook` is 0 for none.
CREATE TABLE setting (
    id       INTEGER PRIMARY KEY,
    pack     INTEGER NOT NULL REFERENCES fact (id),
    register INTEGER NOT NULL REFERENCES fact (id),
    rulebook INTEGER NOT NULL,
    engine   TEXT NOT NULL,
    UNIQUE (pack, register, rulebook, engine)
);

INSERT INTO setting (id, pack, register, rulebook, engine)
    SELECT id, pack, register, 0, engine FROM setting_before ORDER BY id;

DROP TABLE setting_before;
