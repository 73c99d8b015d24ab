package dev.portcullis.control.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.control.revision.Current;
import dev.portcullis.control.revision.Newest;
import dev.portcullis.control.revision.Revisions;
import dev.portcullis.control.rule.RuleDefinition;
import dev.portcullis.control.rule.RuleEntity;
import dev.portcullis.control.rule.Rules;
import dev.portcullis.control.store.DefinitionJson;
import dev.portcullis.model.JwkItem;
import dev.portcullis.model.KeySource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.List;

/**
 * Writes an instance as a document: names instead of ids, nothing that the server makes, and every default written out, so
 * that a document means the same wherever and whenever it is applied. Secrets are left out, and it says which.
 */
@ApplicationScoped
class Export {
    static final String ROUTES = "routes";
    static final String RULES = "rules";
    static final String AUTHORIZATIONS = "authorizations";
    static final String SECRETS_LEFT_OUT = "secretsLeftOut";

    private final EntityManager entities;
    private final Revisions revisions;
    private final Rules rules;

    Export(EntityManager entities, Revisions revisions, Rules rules) {
        this.entities = entities;
        this.revisions = revisions;
        this.rules = rules;
    }

    Current<InstanceDocument> of(String instanceId) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // One snapshot for all queries: a change that commits meanwhile is seen whole or not at all.
            entities.createNativeQuery("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    .executeUpdate();
            Newest newest = revisions.newest(instanceId);
            ObjectNode document = document(Contents.read(entities, instanceId));
            return new Current<>(new InstanceDocument(newest.revision(), document), newest.epoch());
        });
    }

    private ObjectNode document(Contents contents) {
        ObjectNode document = DefinitionJson.toTree(contents.instance());
        ArrayNode routes = document.putArray(ROUTES);
        contents.routes().forEach(route -> routes.add(DefinitionJson.toTree(route.definition())));
        ArrayNode written = document.putArray(RULES);
        ArrayNode secrets = document.arrayNode();
        for (RuleEntity rule : contents.rules()) {
            addSecrets(secrets, RULES + "[" + written.size() + "].", rule.definition());
            ObjectNode node = written.addObject().setAll(shown(contents.instanceId(), rule));
            ArrayNode authorizations = node.putArray(AUTHORIZATIONS);
            contents.authorizationsOf(rule.id())
                    .forEach(authorization -> authorizations.add(DefinitionJson.toTree(authorization.definition())));
        }
        if (!secrets.isEmpty()) {
            document.set(SECRETS_LEFT_OUT, secrets);
        }
        return document;
    }

    /** Without what is only told of secrets and keys: it could not be applied anywhere else. */
    private ObjectNode shown(String instanceId, RuleEntity rule) {
        ObjectNode shown = rules.shown(instanceId, rule.id(), rule.definition());
        shown.remove("keys");
        for (JsonNode header : shown.path("keyFetch").path("headers")) {
            ((ObjectNode) header).remove("fingerprint");
        }
        return shown;
    }

    private static void addSecrets(ArrayNode paths, String at, RuleDefinition rule) {
        switch (rule.keys()) {
            case KeySource.Inline inline -> {
                List<JwkItem> keys = inline.keys();
                for (int i = 0; i < keys.size(); i++) {
                    if (keys.get(i).sealedSecret() != null) {
                        paths.add(at + "jwks.keys[" + i + "].k");
                    }
                }
            }
            case KeySource.Remote remote -> {
                for (int i = 0; i < remote.fetch().headers().size(); i++) {
                    paths.add(at + "keyFetch.headers[" + i + "].value");
                }
            }
        }
    }
}
