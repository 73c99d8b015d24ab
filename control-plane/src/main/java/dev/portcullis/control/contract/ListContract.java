package dev.portcullis.control.contract;

import dev.portcullis.control.authorization.AuthorizationList;
import dev.portcullis.control.instance.InstanceList;
import dev.portcullis.control.page.Filter;
import dev.portcullis.control.page.ListShape;
import dev.portcullis.control.page.Order;
import dev.portcullis.control.page.PageRequest;
import dev.portcullis.control.page.Sort;
import dev.portcullis.control.route.RouteList;
import dev.portcullis.control.rule.RuleList;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters of lists, out of what the lists themselves read. */
final class ListContract {
    private static final String PAGE_SIZE = "PageSize";
    private static final String PAGE_TOKEN = "PageToken";
    private static final Map<String, ListShape> LISTS = Map.of(
            "listInstances", InstanceList.TABLE.shape(),
            "listRoutes", RouteList.TABLE.shape(),
            "listRules", RuleList.TABLE.shape(),
            "listAuthorizations", AuthorizationList.TABLE.shape(),
            "listNodes", ListShape.PAGES_ONLY,
            "listRevisions", ListShape.PAGES_ONLY);

    private ListContract() {}

    static void addComponents(Components components) {
        components.addParameter(
                PAGE_SIZE,
                parameter("pageSize", "How many items a page holds at most.", 20)
                        .schema(schema(Schema.SchemaType.INTEGER)
                                .format("int32")
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(PageRequest.MAX_SIZE))
                                .defaultValue(PageRequest.DEFAULT_SIZE)));
        components.addParameter(
                PAGE_TOKEN,
                parameter(
                                "pageToken",
                                "The nextPageToken of the page before, with the same filters and sort. Items that exist while a "
                                        + "list is walked are neither skipped nor repeated, whatever comes and goes meanwhile; one "
                                        + "that is itself renamed (sort=name) or changed (sort=updatedAt) may move ahead or back.",
                                null)
                        .schema(schema(Schema.SchemaType.STRING).maxLength(PageRequest.MAX_TOKEN_CHARS)));
    }

    static void complete(Operation operation) {
        ListShape shape = LISTS.get(operation.getOperationId());
        if (shape == null) {
            return;
        }
        operation.addParameter(OASFactory.createParameter().ref(PAGE_SIZE));
        operation.addParameter(OASFactory.createParameter().ref(PAGE_TOKEN));
        if (!shape.orders().isEmpty()) {
            operation.addParameter(sort(shape));
        }
        EnumSet.allOf(Filter.class).stream()
                .filter(shape.filters()::contains)
                .forEach(filter -> operation.addParameter(filter(filter)));
    }

    private static Parameter sort(ListShape shape) {
        List<Object> choices = EnumSet.allOf(Order.class).stream()
                .filter(shape.orders()::contains)
                .flatMap(order -> Stream.of(Sort.Direction.values()).map(way -> new Sort(order, way)))
                .<Object>map(Sort::text)
                .toList();
        return parameter(
                        "sort",
                        "With - for descending. Names are compared without regard to case. Items that are alike, and lists "
                                + "without sort, follow the ids, which rise with creation unless they were chosen.",
                        "-updatedAt")
                .schema(schema(Schema.SchemaType.STRING).enumeration(choices));
    }

    private static Parameter filter(Filter filter) {
        return switch (filter) {
            case NAME -> filter(filter, "Only the one of exactly this name.", "Shop");
            case ENABLED ->
                filter(filter, "Only enabled ones, or only disabled ones.", true)
                        .schema(schema(Schema.SchemaType.BOOLEAN));
            case ISSUER -> filter(filter, "Only those of exactly this issuer.", "https://issuer.example");
            case AUTHORIZATION_MODE ->
                filter(filter, "Only those of this mode.", "WHITELIST")
                        .schema(schema(Schema.SchemaType.STRING)
                                .enumeration(Arrays.asList(filter.choices().toArray())));
            case HOST ->
                filter(
                        filter,
                        "Only those that name this host: authorizations and routes themselves, rules in at least one of their "
                                + "authorizations. Patterns are compared, not what they match: *.example.com finds those that "
                                + "name *.example.com, and * those that were written without a host.",
                        "api.example.com");
            case Q ->
                filter(
                        filter,
                        "Only those whose name contains this text, or of instances the description, without regard to case.",
                        "shop");
        };
    }

    private static Parameter filter(Filter filter, String description, Object example) {
        Parameter parameter = parameter(filter.parameter(), description, example);
        filter.mostChars().ifPresent(chars -> parameter.getSchema().minLength(1).maxLength(chars));
        return parameter;
    }

    private static Parameter parameter(String name, String description, @Nullable Object example) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema(Schema.SchemaType.STRING))
                .example(example);
    }

    private static Schema schema(Schema.SchemaType type) {
        return OASFactory.createSchema().addType(type);
    }
}
