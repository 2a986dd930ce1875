package io.chatledger.gateway.routing;

/**
 * Where a request goes.
 *
 * @param path at the side, percent-encoded as the client sent it
 */
public record Target(Route route, String path) {}
