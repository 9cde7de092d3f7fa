-- Layout 10: consignments under legal hold, a view of the entries that put them there and lift it. `entry` is the one
-- that did; a hold that was lifted has no row.

CREATE TABLE legal_hold (
    consignment INTEGER PRIMARY KEY,
    entry       INTEGER NOT NULL
);

-- By what answers to keyed requests are about: a fingerprint of what was asked goes with the texts that were in it.
CREATE INDEX request_subject ON request (subject);
