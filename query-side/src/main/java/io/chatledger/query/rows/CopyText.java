package io.chatledger.query.rows;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records in the text format of COPY: PostgreSQL 18, COPY, "Text Format". */
final class CopyText {

    private final StringBuilder text = new StringBuilder();

    private CopyText() {}

    static <R extends Record> String of(Class<R> rowType, Collection<R> rows) {
        CopyText copy = new CopyText();
        Method[] columns = Arrays.stream(rowType.getRecordComponents())
                .map(RecordComponent::getAccessor)
                // Of a record that only its own package can see.
                .peek(accessor -> accessor.setAccessible(true))
                .toArray(Method[]::new);
        try {
            for (R row : rows) {
                for (int i = 0; i < columns.length; i++) {
                    copy.value(columns[i].invoke(row));
                    copy.text.append(i < columns.length - 1 ? '\t' : '\n');
                }
            }
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException(rowType + " cannot be read", broken);
        }
        return copy.text.toString();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> text.append("\\N");
            case String string -> escaped(string);
            case List<?> list -> escaped(array(list));
            default -> text.append(value);
        }
    }

    /** As an array's literal; what COPY minds is escaped later. */
    private static String array(List<?> list) {
        StringBuilder array = new StringBuilder("{");
        for (Object each : list) {
            array.append(array.length() == 1 ? "\"" : ",\"")
                    .append(each.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return array.append('}').toString();
    }

    private void escaped(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
    }
}
