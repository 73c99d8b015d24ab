-- Lists are read by walking along an index, one for each order, from where the page before ended. So the last page costs
-- what the first one does, and nothing is sorted.
--
-- Names are compared folded: without regard to case, and byte by byte, which no later version of a collation changes.

ALTER TABLE instance
    ADD COLUMN name_folded text COLLATE "C"
        GENERATED ALWAYS AS (lower((definition ->> 'name') COLLATE "und-x-icu")) STORED NOT NULL,
    -- What q looks into. A line break, which no q has, keeps the two apart.
    ADD COLUMN searched text COLLATE "C"
        GENERATED ALWAYS AS (lower(((definition ->> 'name') || coalesce(E'\n' || (definition ->> 'description'), ''))
            COLLATE "und-x-icu")) STORED NOT NULL;
CREATE INDEX instance_by_name ON instance (name_folded, id);
CREATE INDEX instance_by_creation ON instance (created_at, id);
CREATE INDEX instance_by_update ON instance (updated_at, id);

ALTER TABLE route
    ADD COLUMN name_folded text COLLATE "C"
        GENERATED ALWAYS AS (lower((definition ->> 'name') COLLATE "und-x-icu")) STORED NOT NULL;
CREATE INDEX route_by_name ON route (instance_id, name_folded, id);
CREATE INDEX route_by_creation ON route (instance_id, created_at, id);
CREATE INDEX route_by_update ON route (instance_id, updated_at, id);

ALTER TABLE rule_authorization
    ADD COLUMN host text COLLATE "C" GENERATED ALWAYS AS (definition ->> 'host') STORED NOT NULL;
CREATE INDEX rule_authorization_by_creation ON rule_authorization (instance_id, rule_id, created_at, id);
CREATE INDEX rule_authorization_by_update ON rule_authorization (instance_id, rule_id, updated_at, id);
-- Which rules have a host.
CREATE INDEX rule_authorization_host ON rule_authorization (instance_id, host, rule_id);

-- What rules are listed by. A row of a rule holds its keys, and so takes up most of a kilobyte; to look at a hundred
-- thousand of them takes many times as long as to look at as many rows of this.
CREATE TABLE rule_listing (
    instance_id        text COLLATE "C" NOT NULL,
    id                 text COLLATE "C" NOT NULL,
    name_folded        text COLLATE "C" NOT NULL,
    enabled            boolean          NOT NULL,
    authorization_mode text COLLATE "C" NOT NULL,
    -- An issuer can be longer than an index can hold.
    issuer_sha256      bytea            NOT NULL,
    created_at         timestamptz      NOT NULL,
    updated_at         timestamptz      NOT NULL,
    CONSTRAINT rule_listing_pkey PRIMARY KEY (instance_id, id)
        INCLUDE (enabled, authorization_mode, issuer_sha256, name_folded),
    CONSTRAINT rule_listing_rule_fkey FOREIGN KEY (instance_id, id) REFERENCES rule ON DELETE CASCADE
) WITH (
    -- Scans of an index alone need pages that vacuum has seen.
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02
);
-- What is filtered by stands in each index, so that rows which do not match are passed over within it.
CREATE INDEX rule_listing_by_name
    ON rule_listing (instance_id, name_folded, id, enabled, authorization_mode, issuer_sha256);
CREATE INDEX rule_listing_by_creation
    ON rule_listing (instance_id, created_at, id, enabled, authorization_mode, issuer_sha256, name_folded);
CREATE INDEX rule_listing_by_update
    ON rule_listing (instance_id, updated_at, id, enabled, authorization_mode, issuer_sha256, name_folded);

-- A trigger, so that no writer can forget it.
CREATE FUNCTION rule_listing_follow() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
    INSERT INTO rule_listing
    VALUES (NEW.instance_id, NEW.id, lower(NEW.name COLLATE "und-x-icu"), NEW.enabled, NEW.authorization_mode,
            sha256(convert_to(NEW.issuer, 'UTF8')), NEW.created_at, NEW.updated_at)
    ON CONFLICT (instance_id, id) DO UPDATE SET
        name_folded = excluded.name_folded, enabled = excluded.enabled,
        authorization_mode = excluded.authorization_mode, issuer_sha256 = excluded.issuer_sha256,
        updated_at = excluded.updated_at;
    RETURN NULL;
END
$$;

CREATE TRIGGER rule_listing_follow AFTER INSERT OR UPDATE ON rule FOR EACH ROW EXECUTE FUNCTION rule_listing_follow();

INSERT INTO rule_listing
SELECT instance_id, id, lower(name COLLATE "und-x-icu"), enabled, authorization_mode,
       sha256(convert_to(issuer, 'UTF8')), created_at, updated_at
FROM rule;
