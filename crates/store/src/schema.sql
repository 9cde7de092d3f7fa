-- Layout 1. Times are microseconds since 1970-01-01T00:00:00Z, hashes are bytes. Bodies of entries and
-- consignments are sealed.

-- What the database is for, and what it is signed and sealed with.
CREATE TABLE about (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Shared facts by content: country packs, versions of the register.
CREATE TABLE fact (
    id    INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    hash  BLOB NOT NULL UNIQUE,
    label TEXT NOT NULL,
    body  BLOB NOT NULL
);

-- Which shared facts and which engine a batch was decided by.
CREATE TABLE setting (
    id       INTEGER PRIMARY KEY,
    pack     INTEGER NOT NULL REFERENCES fact (id),
    register INTEGER NOT NULL REFERENCES fact (id),
    engine   TEXT NOT NULL,
    UNIQUE (pack, register, engine)
);

-- The journal: a row a batch, in the order of commitment; `first` is the number of its first entry.
CREATE TABLE journal (
    first     INTEGER PRIMARY KEY,
    entries   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    setting   INTEGER NOT NULL REFERENCES setting (id),
    root      BLOB NOT NULL,
    signature BLOB NOT NULL,
    -- The number that the next declaration gets.
    next      INTEGER NOT NULL
);

-- The entries of the journal in blocks, compressed and sealed; `first` is the number of the first of the block.
CREATE TABLE entry_block (
    first   INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    body    BLOB NOT NULL
);

-- The salts of personal texts, by the entry that brought them. Without a salt its texts are gone for good.
CREATE TABLE sealing (
    entry INTEGER PRIMARY KEY,
    salts BLOB NOT NULL
);

-- Where each consignment stands: a view of the journal.
CREATE TABLE consignment (
    number INTEGER PRIMARY KEY,
    entry  INTEGER NOT NULL,
    day    INTEGER,
    value  INTEGER NOT NULL,
    body   BLOB NOT NULL
);

-- Keys, sorted, and deadlines of the last batches: a row a batch.
CREATE TABLE recent (
    number    INTEGER PRIMARY KEY,
    keys      BLOB NOT NULL,
    deadlines BLOB NOT NULL
);

-- Older keys in sorted runs, with what says where to look; one without a filter is not whole.
CREATE TABLE key_run (
    run    INTEGER PRIMARY KEY,
    filter BLOB,
    fences BLOB
);

CREATE TABLE key_page (
    run  INTEGER NOT NULL,
    page INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (run, page)
);

-- Older deadlines in bundles by the day they are on.
CREATE TABLE deadline (
    number INTEGER PRIMARY KEY,
    day    INTEGER NOT NULL,
    body   BLOB NOT NULL
);

CREATE INDEX deadline_day ON deadline (day);

-- What is waited for, but for arrival alone: the worklists.
CREATE TABLE waiting (
    list        TEXT NOT NULL,
    due         INTEGER NOT NULL,
    weight      INTEGER NOT NULL,
    consignment INTEGER NOT NULL,
    control     TEXT NOT NULL,
    PRIMARY KEY (list, due, weight, consignment, control)
) WITHOUT ROWID;

-- Which batches concern which organisation.
CREATE TABLE concern (
    organisation TEXT NOT NULL,
    first        INTEGER NOT NULL,
    PRIMARY KEY (organisation, first)
) WITHOUT ROWID;

-- Requests that carried a key of their own, so that one is not carried out twice.
CREATE TABLE request (
    number      INTEGER PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    subject     TEXT NOT NULL
);

-- Files of declarations, and what became of their lines.
CREATE TABLE filing_batch (
    number       INTEGER PRIMARY KEY,
    organisation TEXT NOT NULL,
    received     INTEGER NOT NULL,
    format       TEXT NOT NULL,
    role         TEXT NOT NULL,
    acting       TEXT NOT NULL,
    credential   INTEGER NOT NULL,
    is_whole     INTEGER NOT NULL,
    finished     INTEGER,
    flaw         BLOB
);

-- Files that are here as a whole and not decided yet.
CREATE INDEX filing_batch_open ON filing_batch (number) WHERE is_whole = 1 AND finished IS NULL;

CREATE TABLE filing_batch_part (
    batch INTEGER NOT NULL,
    line  INTEGER NOT NULL,
    lines BLOB NOT NULL,
    PRIMARY KEY (batch, line)
) WITHOUT ROWID;

-- How many lines of a file there are by what became of them.
CREATE TABLE filing_batch_count (
    batch INTEGER NOT NULL,
    name  TEXT NOT NULL,
    lines INTEGER NOT NULL,
    PRIMARY KEY (batch, name)
) WITHOUT ROWID;

-- Bytes that were received and are not decided yet.
CREATE TABLE inbox (
    batch INTEGER NOT NULL,
    part  INTEGER NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY (batch, part)
) WITHOUT ROWID;

-- Credentials, as hashes only.
CREATE TABLE token (
    id           INTEGER PRIMARY KEY,
    hash         BLOB NOT NULL UNIQUE,
    organisation TEXT NOT NULL,
    roles        TEXT NOT NULL,
    note         TEXT NOT NULL,
    created      INTEGER NOT NULL,
    expires      INTEGER,
    revoked      INTEGER
);
