-- Layout 9: the record as a log of hashes (RFC 6962). Each batch of the journal is a leaf, in the order of commitment.

-- Which batch a leaf is of, from leaf 0 on.
CREATE TABLE log_leaf (
    number INTEGER PRIMARY KEY,
    batch  INTEGER NOT NULL UNIQUE
);

-- The hashes that tiles hold: on level L the roots of whole subtrees of 256^L leaves.
CREATE TABLE log_node (
    level  INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    PRIMARY KEY (level, number)
) WITHOUT ROWID;

-- The last checkpoint that each signer put its name to: the keeper of the record under the empty name, and witnesses.
CREATE TABLE checkpoint (
    signer TEXT PRIMARY KEY,
    size   INTEGER NOT NULL,
    note   TEXT NOT NULL
) WITHOUT ROWID;
