-- Layout 11: what entries mark beside consignments, each a view of the entries that tell of it.

-- Participants from which nothing comes in; one that was readmitted has no row.
CREATE TABLE frozen_out (
    organisation TEXT PRIMARY KEY,
    entry        INTEGER NOT NULL
) WITHOUT ROWID;

-- Documents of consignments: `body` is the sealed bytes, null where the document is held elsewhere.
CREATE TABLE document (
    entry       INTEGER PRIMARY KEY,
    consignment INTEGER NOT NULL,
    body        BLOB
);

CREATE INDEX document_consignment ON document (consignment, entry);

-- Certificates, by whom and to whom, and the entry that revoked each.
CREATE TABLE certificate (
    entry      INTEGER PRIMARY KEY,
    issuer     TEXT NOT NULL,
    holder     TEXT NOT NULL,
    revoked_by INTEGER
);

CREATE INDEX certificate_issuer ON certificate (issuer, entry);
CREATE INDEX certificate_holder ON certificate (holder, entry);

-- Who looked at what the record has of people and firms: which consignments an entry shows, and whose credential did.
CREATE TABLE access (
    consignment INTEGER NOT NULL,
    entry       INTEGER NOT NULL,
    PRIMARY KEY (consignment, entry)
) WITHOUT ROWID;

CREATE TABLE access_by (
    credential INTEGER NOT NULL,
    entry      INTEGER NOT NULL,
    PRIMARY KEY (credential, entry)
) WITHOUT ROWID;

CREATE INDEX access_by_entry ON access_by (entry);
