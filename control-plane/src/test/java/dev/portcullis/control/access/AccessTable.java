package dev.portcullis.control.access;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code access/operations.txt}: who is let in to which operation of the contract. */
final class AccessTable {
    private static final String RESOURCE = "/access/operations.txt";
    private static final int BEFORE_CELLS = 2;

    private AccessTable() {}

    /** The callers, in the order of the columns. */
    enum Caller {
        VIEWER,
        EDITOR,
        ADMIN,
        NO_TOKEN,
        UNKNOWN_ROLE,
        CONFINED_HERE,
        CONFINED_ELSEWHERE
    }

    /** What a caller gets. */
    enum Entry {
        IN,
        UNAUTHENTICATED,
        FORBIDDEN;

        static Entry of(String cell) {
            return switch (cell) {
                case "in" -> IN;
                case "401" -> UNAUTHENTICATED;
                case "403" -> FORBIDDEN;
                default -> throw new IllegalArgumentException(cell + " (expected: in, 401 or 403)");
            };
        }
    }

    /** An operation of the contract. */
    record Operation(String id, String method, String path) {}

    /** A line. */
    record Row(Operation operation, Map<Caller, Entry> cells) {
        static Row of(String line) {
            String[] columns = line.strip().split(" +");
            if (columns.length != BEFORE_CELLS + Caller.values().length + 1) {
                throw new IllegalArgumentException("columns are missing: " + line);
            }
            Map<Caller, Entry> cells = new EnumMap<>(Caller.class);
            for (Caller caller : Caller.values()) {
                cells.put(caller, Entry.of(columns[BEFORE_CELLS + caller.ordinal()]));
            }
            return new Row(new Operation(columns[0], columns[1], columns[columns.length - 1]), cells);
        }

        Entry of(Caller caller) {
            return Objects.requireNonNull(cells.get(caller));
        }

        @Override
        public String toString() {
            return operation.id();
        }
    }

    static List<Row> rows() {
        try (InputStream table = AccessTable.class.getResourceAsStream(RESOURCE)) {
            if (table == null) {
                throw new IllegalStateException(RESOURCE + " is not there");
            }
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
