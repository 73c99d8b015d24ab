-- Answers to requests that carried an Idempotency-Key: whoever repeats such a request gets the first answer again. A row is
-- made, which keeps others with the same key waiting, before the change, completed with it, and committed with it.
CREATE TABLE idempotent_answer (
    -- SHA-256 of the subject of the caller's token.
    caller            bytea            NOT NULL,
    idempotency_key   text COLLATE "C" NOT NULL,
    -- HMAC of method, address and body under a key of the operator: bodies hold secrets.
    request           bytea            NOT NULL,
    created_at        timestamptz      NOT NULL,
    -- The answer. NULL while the transaction is open that will make it, so nobody else ever sees it so.
    answer            jsonb,
    CONSTRAINT idempotent_answer_pkey PRIMARY KEY (caller, idempotency_key)
);

CREATE INDEX idempotent_answer_created_at ON idempotent_answer (created_at);
