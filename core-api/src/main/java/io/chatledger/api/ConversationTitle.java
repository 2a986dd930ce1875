package io.chatledger.api;

/** What a user calls a conversation. */
public record ConversationTitle(String value) {

    private static final int LONGEST_CHARACTERS = 200;

    /** @throws InvalidValue if blank, longer than 200 characters or holding control characters */
    public ConversationTitle {
        InvalidValue.requireStorable("title", value);
        if (value.isBlank()
                || value.codePointCount(0, value.length()) > LONGEST_CHARACTERS
                || value.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidValue("title", "must be 1 to " + LONGEST_CHARACTERS + " characters on one line");
        }
    }
}
