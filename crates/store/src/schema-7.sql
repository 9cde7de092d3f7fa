-- Layout 7: what vendors declare in their returns. What was collected at the sale comes onto the ledger.

-- A return, by the entry of the journal that took it in. Of those of a number and a period the last one counts.
CREATE TABLE vendor_return (
    entry        INTEGER PRIMARY KEY,
    scheme       TEXT NOT NULL,
    number       TEXT NOT NULL,
    period       TEXT NOT NULL,
    organisation TEXT NOT NULL,
    received     INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    minor_units  INTEGER NOT NULL,
    lines        INTEGER NOT NULL,
    total        INTEGER NOT NULL
);

CREATE INDEX vendor_return_number ON vendor_return (scheme, number, period, entry);

-- Its lines, some thousands a row, sealed.
CREATE TABLE vendor_return_lines (
    entry INTEGER NOT NULL REFERENCES vendor_return (entry),
    part  INTEGER NOT NULL,
    body  BLOB NOT NULL,
    PRIMARY KEY (entry, part)
);
