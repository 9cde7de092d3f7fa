-- Layout 6: what happened on accounts of deferred payment beside what consignments put there; a view of the journal.
-- Amounts are minor units.

CREATE TABLE account_entry (
    entry        INTEGER PRIMARY KEY,
    organisation INTEGER NOT NULL REFERENCES organisation (id),
    day          INTEGER NOT NULL,
    kind         TEXT NOT NULL,
    reference    TEXT NOT NULL,
    body         BLOB NOT NULL
);

CREATE UNIQUE INDEX account_entry_reference ON account_entry (organisation, kind, reference);
