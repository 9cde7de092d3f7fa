-- Gives a database at a PostgreSQL server the partitions that a new one has, where it was made before there were any.
-- Nothing else changes, so that every version that suited it does afterwards. Whole or not at all: psql -f partition.sql.
BEGIN;

DO $$
DECLARE
    cut TEXT;
    key TEXT;
BEGIN
    IF NOT pg_try_advisory_xact_lock(7165054845084499971) THEN
        RAISE EXCEPTION 'a node serves this database: end all of them first';
    END IF;
    IF EXISTS (SELECT FROM pg_partitioned_table WHERE partrelid = 'consignment'::regclass) THEN
        RAISE EXCEPTION 'this database has its partitions';
    END IF;
    FOR cut, key IN VALUES ('entry_block', 'first'), ('sealing', 'entry'), ('consignment', 'number'), ('key_page', 'place') LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO before', cut);
        EXECUTE format('CREATE TABLE %I (LIKE before INCLUDING STORAGE) PARTITION BY HASH (%I)', cut, key);
        FOR part IN 0..3 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 4, REMAINDER %s)', cut || '_' || part, cut, part);
            -- Two pages of keys fill one of the server's, so that each is read with its row.
            IF cut = 'key_page' THEN
                EXECUTE format('ALTER TABLE %I SET (toast_tuple_target = 8160)', cut || '_' || part);
            END IF;
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM before', cut);
        DROP TABLE before;
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%I)', cut, key);
    END LOOP;
END $$;

CREATE INDEX consignment_entry ON consignment (entry);

COMMIT;

ANALYZE;
