package dev.portcullis.control.revision;

import dev.portcullis.control.problem.ProblemCode;
import dev.portcullis.control.problem.Refusal;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Ids in addresses that nothing can have, since PostgreSQL has no text with a NUL, are not looked for. */
public class AddressedIds {
    @ServerRequestFilter
    void refuseImpossible(UriInfo address) {
        for (Map.Entry<String, List<String>> parameter :
                address.getPathParameters().entrySet()) {
            if (parameter.getValue().stream().anyMatch(id -> id.chars().anyMatch(Character::isISOControl))) {
                throw new Refusal(
                        ProblemCode.NOT_FOUND, parameter.getKey() + " holds a control character, which no id does");
            }
        }
    }
}
