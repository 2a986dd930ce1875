package io.chatledger.query.conversation;

import java.util.regex.Pattern;

/** What a conversation is called until its user gives it a name: the beginning of its first message, on one line. */
final class DefaultTitle {

    private static final int LONGEST_CHARACTERS = 60;

    /** Spaces and line breaks of any kind, and what PostgreSQL cannot store. */
    private static final Pattern GAPS =
            Pattern.compile("[\\s\\p{Cntrl}\\p{Cs}]+", Pattern.UNICODE_CHARACTER_CLASS);

    private DefaultTitle() {}

    /** Cut after a whole word, or within the first one if that alone is too long. */
    static String of(String firstMessage) {
        String line = GAPS.matcher(firstMessage).replaceAll(" ").strip();
        if (line.codePointCount(0, line.length()) <= LONGEST_CHARACTERS) {
            return line;
        }
        int end = line.offsetByCodePoints(0, LONGEST_CHARACTERS);
        int lastSpace = line.lastIndexOf(' ', end);
        return line.substring(0, lastSpace > 0 ? lastSpace : end);
    }
}
