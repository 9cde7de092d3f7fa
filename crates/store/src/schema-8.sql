-- Layout 8: outbound scans, a view of the entries that tell of them. `outbound` is the hash of the number under which
-- goods leave, `state` 0 for open, 1 for matched and 2 for refused, `reasons` why it is open, `look` when it is looked
-- at again. What was scanned stands in the entry.

CREATE TABLE outbound_scan (
    number      INTEGER PRIMARY KEY,
    outbound    INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    consignment INTEGER,
    reasons     TEXT NOT NULL,
    look        INTEGER NOT NULL
);

CREATE INDEX outbound_scan_outbound ON outbound_scan (outbound, number);
CREATE INDEX outbound_scan_open ON outbound_scan (number) WHERE state = 0;
CREATE INDEX outbound_scan_look ON outbound_scan (look) WHERE state = 0;
