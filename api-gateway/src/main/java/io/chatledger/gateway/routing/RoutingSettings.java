package io.chatledger.gateway.routing;

import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** The part of {@code api-gateway.yaml} that declares the routes. */
@ConfigurationProperties("chatledger.gateway")
record RoutingSettings(List<Route> routes) {}
