package io.chatledger.command.revocation;

import io.chatledger.api.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What has changed since the access tokens that are still valid were issued. Published beside the keys that verify
 * them, so that whoever accepts access tokens can refuse those that are not good any more (compare RFC 9700, section
 * 2.2.1).
 *
 * @param endedSessions claim {@code sid} of access tokens that open nothing any more: sessions, and revoked API keys
 * @param accounts      what holds instead of what access tokens of these accounts say
 */
public record Revocations(Set<UUID> endedSessions, Map<UUID, Standing> accounts) {

    public record Standing(boolean suspended, List<Role> roles) {}
}
