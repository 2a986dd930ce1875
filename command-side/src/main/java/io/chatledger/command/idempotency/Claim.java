package io.chatledger.command.idempotency;

import io.chatledger.webaccess.IdempotencyKey;
import java.util.HexFormat;

/**
 * A request under a key.
 *
 * @param owner       the account, or the address of a client that has none: nobody else's keys are the same ones
 * @param requestHash of all that makes another request another one
 */
record Claim(String owner, IdempotencyKey key, byte[] requestHash) {

    byte[] hash() {
        return IdempotencyKey.sha256(owner, key.value());
    }

    /** The same for all requests of this owner under this key. */
    String name() {
        return HexFormat.of().formatHex(hash());
    }
}
