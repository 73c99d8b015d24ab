package dev.portcullis.control.page;

/** What a list can be in the order of. Items that are alike in it follow the order of their ids. */
public enum Order {
    /** By creation, as ids rise; the order without a {@code sort}. */
    ID("id", "id"),
    /** Without regard to case. */
    NAME("name", "name_folded"),
    CREATED_AT("createdAt", "created_at"),
    UPDATED_AT("updatedAt", "updated_at");

    private final String field;
    private final String column;

    Order(String field, String column) {
        this.field = field;
        this.column = column;
    }

    /** As the parameter {@code sort} names it. */
    public String field() {
        return field;
    }

    /** Its column, in every table that is listed. */
    String column() {
        return column;
    }
}
