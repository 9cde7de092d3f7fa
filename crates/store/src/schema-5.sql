-- Layout 5: the ledger, a view of where consignments stand. Amounts are minor units.

CREATE TABLE ledger_account (
    id               INTEGER PRIMARY KEY,
    name             TEXT NOT NULL,
    currency         TEXT NOT NULL,
    minor_units      INTEGER NOT NULL,
    debits           INTEGER NOT NULL,
    credits          INTEGER NOT NULL,
    reserved_debits  INTEGER NOT NULL,
    reserved_credits INTEGER NOT NULL,
    UNIQUE (name, currency)
);

-- What was posted to an account on a day, as the law counts days.
CREATE TABLE ledger_day (
    account INTEGER NOT NULL REFERENCES ledger_account (id),
    day     INTEGER NOT NULL,
    debits  INTEGER NOT NULL,
    credits INTEGER NOT NULL,
    PRIMARY KEY (account, day)
) WITHOUT ROWID;

-- What was posted to an account, line by line: a row a batch, by the number of its first entry. What was posted when
-- this layout came is below zero.
CREATE TABLE ledger_lines (
    account INTEGER NOT NULL REFERENCES ledger_account (id),
    first   INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    lines   BLOB NOT NULL,
    PRIMARY KEY (account, first, day)
);
