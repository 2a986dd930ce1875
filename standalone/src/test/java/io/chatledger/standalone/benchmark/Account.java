package io.chatledger.standalone.benchmark;

/** An account of the load generator, used by one connection at a time, which knows what its balance must be. */
final class Account {

    private static final long PRICE = 100;

    private final String id;
    private final String accessToken;
    private final byte[] balance;
    private long remaining;

    Account(String id, String accessToken, long tokens) {
        this.id = id;
        this.accessToken = accessToken;
        this.balance = Connection.get("/api/tokens", accessToken);
        this.remaining = tokens;
    }

    String id() {
        return id;
    }

    String accessToken() {
        return accessToken;
    }

    /** In tokens, if nothing was lost. */
    long remaining() {
        return remaining;
    }

    /** So many messages were sent behind our back. */
    void spent(int messages) {
        remaining -= PRICE * messages;
    }

    /** @throws IllegalStateException if the answer is not that of a message that was paid once */
    void chat(Connection connection) {
        String answer = connection.send(Connection.post(
                "/api/chat", accessToken, "{\"message\":\"What becomes of " + remaining
                + " tokens?\",\"model\":\"echo\"}"));
        remaining -= PRICE;
        check(Connection.number(answer, "remaining_tokens"));
    }

    /** @throws IllegalStateException if the balance is not the newest */
    void readBalance(Connection connection) {
        check(Connection.number(connection.send(balance), "tokens"));
    }

    private void check(long told) {
        if (told != remaining) {
            throw new IllegalStateException("%s has %d tokens but should have %d".formatted(id, told, remaining));
        }
    }
}
