package dev.portcullis.control.explain;

import dev.portcullis.control.body.Faults;
import dev.portcullis.control.body.FieldReader;
import dev.portcullis.control.body.JsonBody;
import dev.portcullis.control.explain.ExplainQuestion.Question;
import dev.portcullis.control.node.HeldKeys;
import dev.portcullis.model.TokenPlace;
import dev.portcullis.policy.CanonicalRequest;
import dev.portcullis.policy.Explainer;
import dev.portcullis.policy.Normalisation;
import dev.portcullis.policy.RequestHead;
import dev.portcullis.policy.RequestNormaliser;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Asks the engine of the nodes about a request. */
@ApplicationScoped
public class Explanations {
    private final Explainers explainers;
    private final HeldKeys held;
    private final Clock clock;

    Explanations(Explainers explainers, HeldKeys held, Clock clock) {
        this.explainers = explainers;
        this.held = held;
        this.clock = clock;
    }

    Explained explain(String instanceId, JsonBody body) {
        Explainer explainer = explainers.newest(instanceId);
        Faults faults = new Faults();
        FieldReader in = body.read(faults);
        Question question = ExplainQuestion.read(in);
        faults.refuseIfAny();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ExplainedView view = new ExplainedView(explainer.image(), held, question.method(), now);
        return switch (normalise(question, explainer)) {
            case Normalisation.Refused refused -> view.refused(refused.reason(), refused.detail());
            case Normalisation.ServerOptions ignored -> view.serverOptions();
            case Normalisation.Canonical canonical -> decide(explainer, question, canonical.request(), view, now);
        };
    }

    private static Explained decide(
            Explainer explainer, Question question, CanonicalRequest request, ExplainedView view, Instant now) {
        String token = question.token();
        if (token == null) {
            return view.decided(
                    request,
                    question.fields(),
                    explainer.explain(request, question.fields(), now.toEpochMilli()),
                    null);
        }
        TokenPlace place = explainer.placeOf(request, token);
        Question placed = placed(question, token, place);
        CanonicalRequest with = normalise(placed, explainer) instanceof Normalisation.Canonical canonical
                ? canonical.request()
                : request;
        return view.decided(with, placed.fields(), explainer.explain(with, placed.fields(), now.toEpochMilli()), place);
    }

    private static Question placed(Question question, String token, TokenPlace place) {
        AskedUrl url = question.url();
        AskedFields fields = question.fields();
        switch (place.type()) {
            case HEADER -> fields = fields.with(place.key(), (place.prefix() + " " + token).strip());
            case COOKIE -> fields = fields.with("Cookie", place.key() + "=" + token);
            case QUERY -> {
                String separator = url.target().contains("?") ? "&" : "?";
                String name = URLEncoder.encode(place.key(), StandardCharsets.UTF_8);
                String value = URLEncoder.encode(token, StandardCharsets.UTF_8);
                url = new AskedUrl(url.authority(), url.target() + separator + name + "=" + value);
            }
        }
        return new Question(question.method(), url, fields, null);
    }

    private static Normalisation normalise(Question question, Explainer explainer) {
        List<String> hosts = question.fields().values("host");
        String authority = question.url().authority();
        List<String> named = hosts.isEmpty() && authority != null ? List.of(AskedFields.onTheWire(authority)) : hosts;
        RequestHead head =
                new RequestHead(question.method(), question.url().target(), named, null, RequestHead.Version.HTTP_1_1);
        return RequestNormaliser.normalise(head, explainer.image().requestPolicy());
    }
}
