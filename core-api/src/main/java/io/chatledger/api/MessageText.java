package io.chatledger.api;

/** What a user says to the model. */
public record MessageText(String value) {

    public static final int LONGEST_CHARACTERS = 32_000;

    /**
     * @throws InvalidValue if nothing of it can be seen, longer than {@value #LONGEST_CHARACTERS} Unicode characters or
     * not storable
     */
    public MessageText {
        InvalidValue.requireStorable("message", value);
        if (!isVisible(value)) {
            throw new InvalidValue("message", "must not be blank");
        }
        if (value.codePointCount(0, value.length()) > LONGEST_CHARACTERS) {
            throw new InvalidValue("message", "must be at most " + LONGEST_CHARACTERS + " characters");
        }
    }

    /** Whether anything of a text can be seen. */
    public static boolean isVisible(String text) {
        return text.codePoints().anyMatch(MessageText::isVisible);
    }

    /** Spaces of any width are not, nor what only says how to set the text around it, such as U+200B. */
    private static boolean isVisible(int character) {
        return !Character.isWhitespace(character)
                && !Character.isSpaceChar(character)
                && Character.getType(character) != Character.CONTROL
                && Character.getType(character) != Character.FORMAT;
    }
}
