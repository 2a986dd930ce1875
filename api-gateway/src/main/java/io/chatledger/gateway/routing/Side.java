package io.chatledger.gateway.routing;

/** Who answers a call: one of the two applications behind the gateway, or it does so by asking both. */
public enum Side {
    /** Decides. */
    COMMAND,
    /** Remembers. */
    QUERY,
    /** The gateway itself. */
    BOTH
}
