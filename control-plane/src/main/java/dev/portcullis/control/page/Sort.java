package dev.portcullis.control.page;

/** The order of a list. */
public record Sort(Order order, Direction direction) {
    /** Without a parameter {@code sort}. */
    public static final Sort USUAL = new Sort(Order.ID, Direction.ASCENDING);

    /** Which end of an order comes first. */
    public enum Direction {
        ASCENDING(""),
        DESCENDING("-");

        private final String sign;

        Direction(String sign) {
            this.sign = sign;
        }

        /** What stands before the field. */
        public String sign() {
            return sign;
        }
    }

    /** As the parameter {@code sort} says it. */
    public String text() {
        return direction.sign() + order.field();
    }
}
