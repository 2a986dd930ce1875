package io.chatledger.gateway.routing;

/** Whom the gateway lets pass. Roles are the sides' business. */
public enum Access {
    /** Anybody; an {@code Authorization} header is neither looked at nor passed on. */
    PUBLIC,
    /** Whoever brings a valid access token or, where the route takes them, an API key. */
    AUTHENTICATED
}
