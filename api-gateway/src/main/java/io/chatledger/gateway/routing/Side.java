package io.chatledger.gateway.routing;

/** The two applications behind the gateway. */
public enum Side {
    /** Decides. */
    COMMAND,
    /** Remembers. */
    QUERY
}
