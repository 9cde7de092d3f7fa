-- Layout 2: figures and lists that pages are made of, and accounts of people.

-- The day on which the first filing was accepted, as the law counts days: what figures are kept under. Null where
-- layout 1 wrote it and nothing happened since.
ALTER TABLE consignment ADD COLUMN first_day INTEGER;

-- Since when the goods may go, also after what was due later is paid.
ALTER TABLE consignment ADD COLUMN released INTEGER;

-- Organisations by number, where rows are many.
CREATE TABLE organisation (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- What consignments count as, summed: a view. Those of all time stand under day 0.
CREATE TABLE tally (
    day   INTEGER NOT NULL,
    name  TEXT NOT NULL,
    key   TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (day, name, key)
) WITHOUT ROWID;

-- Where its consignments stand, as each filer is told: a view.
CREATE TABLE standing (
    organisation INTEGER NOT NULL REFERENCES organisation (id),
    phase        TEXT NOT NULL,
    number       INTEGER NOT NULL,
    PRIMARY KEY (organisation, phase, number)
) WITHOUT ROWID;

-- Worklists once more, what weighs most first.
CREATE INDEX waiting_weight ON waiting (list, weight, due, consignment, control);

-- People who sign in. `folded` is the name as it is compared.
CREATE TABLE account (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL,
    folded       TEXT NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    roles        TEXT NOT NULL,
    hash         TEXT NOT NULL,
    created      INTEGER NOT NULL,
    disabled     INTEGER
);

-- Who is signed in, by the hash of what their browser shows.
CREATE TABLE session (
    hash    BLOB PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX session_account ON session (account);

-- The files of an organisation, for its pages.
CREATE INDEX filing_batch_organisation ON filing_batch (organisation);
