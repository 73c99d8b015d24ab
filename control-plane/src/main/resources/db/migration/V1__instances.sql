-- Definitions are documents; what lists filter and sort by, and what must be unique, is a column that PostgreSQL computes
-- from the document, so that the two cannot disagree. Ids sort by creation byte by byte, hence the collation.

CREATE SEQUENCE epoch_number;

CREATE TABLE instance (
    id               text COLLATE "C" NOT NULL,
    -- Made with the instance: a deleted and re-made id starts a new one.
    epoch            text COLLATE "C" NOT NULL,
    -- The newest revision of anything in the instance. Its row's lock is what serialises the changes of an instance.
    revision         bigint           NOT NULL,
    -- The number in the newest id made inside the instance: ids rise, whatever the clocks of the replicas say.
    last_id          bigint           NOT NULL,
    -- The revision that last changed the instance's own definition.
    changed_revision bigint           NOT NULL,
    definition       jsonb            NOT NULL,
    name             text GENERATED ALWAYS AS (definition ->> 'name') STORED NOT NULL,
    created_at       timestamptz      NOT NULL,
    updated_at       timestamptz      NOT NULL,
    CONSTRAINT instance_pkey PRIMARY KEY (id),
    CONSTRAINT instance_name_key UNIQUE (name)
);

CREATE TABLE route (
    instance_id text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
    id          text COLLATE "C" NOT NULL,
    revision    bigint           NOT NULL,
    definition  jsonb            NOT NULL,
    name        text GENERATED ALWAYS AS (definition ->> 'name') STORED NOT NULL,
    created_at  timestamptz      NOT NULL,
    updated_at  timestamptz      NOT NULL,
    CONSTRAINT route_pkey PRIMARY KEY (instance_id, id),
    CONSTRAINT route_instance_id_name_key UNIQUE (instance_id, name)
);

CREATE TABLE rule (
    instance_id        text COLLATE "C" NOT NULL REFERENCES instance ON DELETE CASCADE,
    id                 text COLLATE "C" NOT NULL,
    revision           bigint           NOT NULL,
    definition         jsonb            NOT NULL,
    name               text GENERATED ALWAYS AS (definition ->> 'name') STORED NOT NULL,
    enabled            boolean GENERATED ALWAYS AS ((definition ->> 'enabled')::boolean) STORED NOT NULL,
    issuer             text GENERATED ALWAYS AS (definition ->> 'issuer') STORED NOT NULL,
    authorization_mode text GENERATED ALWAYS AS (definition ->> 'authorizationMode') STORED NOT NULL,
    created_at         timestamptz      NOT NULL,
    updated_at         timestamptz      NOT NULL,
    CONSTRAINT rule_pkey PRIMARY KEY (instance_id, id),
    CONSTRAINT rule_instance_id_name_key UNIQUE (instance_id, name)
);

CREATE TABLE rule_authorization (
    instance_id text COLLATE "C" NOT NULL,
    rule_id     text COLLATE "C" NOT NULL,
    id          text COLLATE "C" NOT NULL,
    revision    bigint           NOT NULL,
    definition  jsonb            NOT NULL,
    path_match  text GENERATED ALWAYS AS (definition -> 'path' ->> 'match') STORED NOT NULL,
    created_at  timestamptz      NOT NULL,
    updated_at  timestamptz      NOT NULL,
    CONSTRAINT rule_authorization_pkey PRIMARY KEY (instance_id, rule_id, id),
    CONSTRAINT rule_authorization_rule_fkey FOREIGN KEY (instance_id, rule_id) REFERENCES rule ON DELETE CASCADE
);

-- Expressions are limited for each instance, so they are counted at every write of one.
CREATE INDEX rule_authorization_regex ON rule_authorization (instance_id) WHERE path_match = 'REGEX';
-- Rules of one issuer and place can weaken each other, so they are looked up at every write of a rule.
CREATE INDEX rule_issuer ON rule (instance_id, md5(issuer));
