-- What committed changes still owe to Kafka. Within an instance the key's order is commit order: the revision was taken
-- under the lock of the instance's row, and a later epoch has a greater name.
CREATE TABLE outbox_entry (
    instance_id  text COLLATE "C" NOT NULL,
    epoch        text COLLATE "C" NOT NULL,
    revision     bigint           NOT NULL,
    -- Within the revision; the head is its last entry.
    ordinal      int              NOT NULL,
    record_key   text COLLATE "C" NOT NULL,
    -- NULL: a tombstone.
    record_value bytea,
    CONSTRAINT outbox_entry_pkey PRIMARY KEY (instance_id, epoch, revision, ordinal)
) WITH (
    -- Rows live for milliseconds: without eager vacuuming a reader would wade through the dead ones.
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
    autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 2000
);

-- A trigger, so that no writer can forget to wake the relay; PostgreSQL delivers at commit.
CREATE FUNCTION outbox_wake() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    PERFORM pg_notify('portcullis_outbox', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER outbox_wake AFTER INSERT ON outbox_entry FOR EACH STATEMENT EXECUTE FUNCTION outbox_wake();
