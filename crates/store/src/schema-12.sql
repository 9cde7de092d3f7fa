-- Layout 12: what consignments are worth, batch after batch, for memory after a start; a view of consignments.

-- `first` is the first entry of one batch, or of some short ones, and `entries` how many they have; `body` holds number,
-- day and value of each consignment that they changed, 24 bytes each. Rows go when consignments after them fill memory.
CREATE TABLE worth (
    first   INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    body    BLOB NOT NULL
);
