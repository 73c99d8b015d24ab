-- What the config topic holds of each instance, once all that the outbox owes is published: of each record its hash, of each
-- instance the sum of these (see ImageDigest). Heads state it, nodes compare it with what they have read.

ALTER TABLE instance
    -- The sum and the number of records; NULL: to be computed, at the next change, from all that there is.
    ADD COLUMN digest_state bytea;

ALTER TABLE revision
    -- Of the image that the revision led to; NULL: from before digests were kept.
    ADD COLUMN digest text COLLATE "C";

CREATE TABLE published_record (
    instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
    record_key  text COLLATE "C" NOT NULL,
    -- SHA-256 over key and value.
    hash        bytea            NOT NULL,
    CONSTRAINT published_record_pkey PRIMARY KEY (instance_id, record_key)
);
