package io.chatledger.command.provider;

/** Something in a prompt for which the form of a provider has no word. */
final class Untold extends RuntimeException {

    private final String at;

    /** @param at where it is, by its names in a chat completion */
    Untold(String at) {
        super(at, null, false, false);
        this.at = at;
    }

    String at() {
        return at;
    }
}
