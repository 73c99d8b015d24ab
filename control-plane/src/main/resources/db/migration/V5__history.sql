-- What every accepted change made of what, as definitions stand in their tables: secrets sealed. The state at a revision is,
-- for each item, its newest row up to there.

CREATE TABLE revision (
    instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
    number      bigint           NOT NULL,
    made_at     timestamptz      NOT NULL,
    -- The sub of the caller's token.
    caller      text             NOT NULL,
    request_id  text             NOT NULL,
    -- The operation of the API, by its operationId.
    operation   text             NOT NULL,
    CONSTRAINT revision_pkey PRIMARY KEY (instance_id, number)
);

CREATE TABLE revision_item (
    instance_id text COLLATE "C" NOT NULL,
    -- As on the config topic, without the instance.
    item        text COLLATE "C" NOT NULL,
    number      bigint           NOT NULL,
    -- NULL: gone.
    definition  jsonb,
    CONSTRAINT revision_item_pkey PRIMARY KEY (instance_id, item, number),
    CONSTRAINT revision_item_revision_fkey FOREIGN KEY (instance_id, number) REFERENCES revision ON DELETE CASCADE
);

-- What one revision, or a stretch of them, changed.
CREATE INDEX revision_item_number ON revision_item (instance_id, number);

-- History begins with what there is.
INSERT INTO revision (instance_id, number, made_at, caller, request_id, operation)
SELECT id, revision, now(), '', '', 'beginOfHistory' FROM instance;

INSERT INTO revision_item (instance_id, item, number, definition)
SELECT i.id, 'instance', i.revision, i.definition FROM instance i
UNION ALL
SELECT i.id, 'route/' || r.id, i.revision, r.definition FROM instance i JOIN route r ON r.instance_id = i.id
UNION ALL
SELECT i.id, 'rule/' || r.id, i.revision, r.definition FROM instance i JOIN rule r ON r.instance_id = i.id
UNION ALL
SELECT i.id, 'authorization/' || a.rule_id || '/' || a.id, i.revision, a.definition
FROM instance i JOIN rule_authorization a ON a.instance_id = i.id;

-- A change of many things may exchange names: it defers the check to its end.
ALTER TABLE route DROP CONSTRAINT route_instance_id_name_key;
ALTER TABLE route ADD CONSTRAINT route_instance_id_name_key UNIQUE (instance_id, name) DEFERRABLE;
ALTER TABLE rule DROP CONSTRAINT rule_instance_id_name_key;
ALTER TABLE rule ADD CONSTRAINT rule_instance_id_name_key UNIQUE (instance_id, name) DEFERRABLE;
