-- An issuer that few rules have is found, and counted, without a walk past all others.
CREATE INDEX rule_listing_by_issuer
    ON rule_listing (instance_id, issuer_sha256, id, enabled, authorization_mode, name_folded);
