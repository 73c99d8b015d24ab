package dev.portcullis.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one form in which a number is kept for which any JSON number may be written, so that the same number, however
 * written, is equal to what was stored and read back: whole ones as the smallest of {@link Integer}, {@link Long} and
 * {@link BigInteger}, others as a {@link BigDecimal} without zeros at its end.
 */
public final class NormalNumber {
    /** Bounds how long a number becomes where it is written without an exponent, as PostgreSQL does: some 400 digits. */
    private static final int MAX_DIGITS = 100;
    /** Of the smallest doubles that have all their digits, and of the largest. */
    private static final int MAX_EXPONENT = 308;

    private static final int LAST_BIT_OF_INTEGER = 31;
    private static final int LAST_BIT_OF_LONG = 63;

    private NormalNumber() {}

    /** What forbids to keep a number, and what was expected; null if nothing does. Does not quote it. */
    public static @Nullable String fault(Number number) {
        if (number instanceof Double written && !Double.isFinite(written)) {
            return beyond();
        }
        BigDecimal written = new BigDecimal(number.toString());
        long exponent = written.precision() - 1L - written.scale();
        boolean isOfDouble = Math.abs(exponent) <= MAX_EXPONENT && Double.isFinite(written.doubleValue());
        if (written.signum() != 0 && !isOfDouble) {
            return beyond();
        }
        // Not before: an exponent at the limit of a BigDecimal has no room for the zeros that are taken off.
        int digits = written.stripTrailingZeros().precision();
        return digits <= MAX_DIGITS ? null : "a number of " + digits + " digits (expected: at most " + MAX_DIGITS + ")";
    }

    private static String beyond() {
        return "a number beyond the range of a double (expected: 0, or 1e-308 to 1.79e308 in size)";
    }

    /** The form of a number in which {@link #fault} found none. */
    public static Number of(Number number) {
        BigDecimal value = new BigDecimal(number.toString()).stripTrailingZeros();
        if (value.scale() > 0) {
            return value;
        }
        BigInteger whole = value.toBigIntegerExact();
        if (whole.bitLength() <= LAST_BIT_OF_INTEGER) {
            return whole.intValueExact();
        }
        return whole.bitLength() <= LAST_BIT_OF_LONG ? (Number) whole.longValueExact() : whole;
    }

    /**
     * A JSON value of texts, numbers, booleans, nulls, lists and maps, with every number in its form.
     *
     * @param faults takes what {@link #fault} says of those that have none, which stay as they are
     */
    public static @Nullable Object throughout(@Nullable Object json, Consumer<String> faults) {
        return switch (json) {
            case Number number -> {
                String fault = fault(number);
                if (fault != null) {
                    faults.accept(fault);
                }
                yield fault == null ? of(number) : number;
            }
            case List<?> list -> {
                List<@Nullable Object> elements = new ArrayList<>();
                list.forEach(element -> elements.add(throughout(element, faults)));
                yield elements;
            }
            case Map<?, ?> object -> {
                Map<Object, @Nullable Object> members = new LinkedHashMap<>();
                object.forEach((name, member) -> members.put(name, throughout(member, faults)));
                yield members;
            }
            case null, default -> json;
        };
    }
}
