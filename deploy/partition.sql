-- Gives a database at a PostgreSQL server the partitions that a new one has, where it was made before there were any.
-- Nothing else changes, so that every version that suited it does afterwards. Whole or not at all: psql -f partition.sql.
BEGIN;

DO $$ BEGIN
    IF NOT pg_try_advisory_xact_lock(7165054845084499971) THEN
        RAISE EXCEPTION 'a node serves this database: end all of them first';
    END IF;
    IF EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = 'consignment'::regclass) THEN
        RAISE EXCEPTION 'this database has its partitions';
    END IF;
END $$;

ALTER TABLE entry_block RENAME TO before;
CREATE TABLE entry_block (LIKE before INCLUDING STORAGE) PARTITION BY HASH (first);
CREATE TABLE entry_block_0 PARTITION OF entry_block FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE entry_block_1 PARTITION OF entry_block FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE entry_block_2 PARTITION OF entry_block FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE entry_block_3 PARTITION OF entry_block FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO entry_block SELECT * FROM before;
DROP TABLE before;
ALTER TABLE entry_block ADD PRIMARY KEY (first);

ALTER TABLE sealing RENAME TO before;
CREATE TABLE sealing (LIKE before INCLUDING STORAGE) PARTITION BY HASH (entry);
CREATE TABLE sealing_0 PARTITION OF sealing FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE sealing_1 PARTITION OF sealing FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE sealing_2 PARTITION OF sealing FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE sealing_3 PARTITION OF sealing FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO sealing SELECT * FROM before;
DROP TABLE before;
ALTER TABLE sealing ADD PRIMARY KEY (entry);

ALTER TABLE consignment RENAME TO before;
CREATE TABLE consignment (LIKE before INCLUDING STORAGE) PARTITION BY HASH (number);
CREATE TABLE consignment_0 PARTITION OF consignment FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE consignment_1 PARTITION OF consignment FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE consignment_2 PARTITION OF consignment FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE consignment_3 PARTITION OF consignment FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO consignment SELECT * FROM before;
DROP TABLE before;
ALTER TABLE consignment ADD PRIMARY KEY (number);
CREATE INDEX consignment_entry ON consignment (entry);

ALTER TABLE key_page RENAME TO before;
CREATE TABLE key_page (LIKE before INCLUDING STORAGE) PARTITION BY HASH (place);
CREATE TABLE key_page_0 PARTITION OF key_page FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE key_page_1 PARTITION OF key_page FOR VALUES WITH (MODULUS 4, REMAINDER 1);
CREATE TABLE key_page_2 PARTITION OF key_page FOR VALUES WITH (MODULUS 4, REMAINDER 2);
CREATE TABLE key_page_3 PARTITION OF key_page FOR VALUES WITH (MODULUS 4, REMAINDER 3);
INSERT INTO key_page SELECT * FROM before;
DROP TABLE before;
ALTER TABLE key_page ADD PRIMARY KEY (place);

COMMIT;

ANALYZE;
