package io.chatledger.api;

import java.util.UUID;

/** Names one {@code UserAccount}; also the subject of its access tokens and the id of its event stream. */
public record AccountId(UUID value) {

    /** @throws InvalidValue if the text is no UUID in canonical form */
    public static AccountId parse(String text) {
        return new AccountId(InvalidValue.uuid("id", text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
