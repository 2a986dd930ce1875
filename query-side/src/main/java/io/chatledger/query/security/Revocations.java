package io.chatledger.query.security;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chatledger.api.Role;
import io.chatledger.query.QuerySettings;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * What has changed since the access tokens that are still valid were issued, as command-side publishes it beside their
 * keys. Asked for every few seconds; the last answer is kept while command-side is down, when nothing can change.
 */
@Component
class Revocations {

    private static final Logger log = LoggerFactory.getLogger(Revocations.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /**
     * @param endedSessions whose access tokens open nothing any more, and API keys
     * @param accounts      what holds instead of what access tokens of these accounts say
     */
    record Published(
            @JsonProperty("ended_sessions") Set<UUID> endedSessions,
            @JsonProperty("accounts") Map<UUID, Standing> accounts) {}

    record Standing(@JsonProperty("suspended") boolean suspended, @JsonProperty("roles") List<Role> roles) {}

    private final RestClient commandSide;
    private final URI uri;
    private volatile @Nullable Published latest;
    private @Nullable String etag;
    private boolean reachable = true;

    Revocations(QuerySettings settings) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(TIMEOUT)
                // A neighbour, whatever proxy this machine uses to reach the world.
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
        var requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(TIMEOUT);
        this.commandSide = RestClient.builder().requestFactory(requests).build();
        this.uri = settings.jwkSetUri().resolve("revocations");
    }

    /** @throws KeysUnavailable if they have never been obtained and cannot be now */
    Published latest() {
        if (latest == null) {
            poll();
        }
        Published known = latest;
        if (known == null) {
            throw new KeysUnavailable("revocations could not be fetched");
        }
        return known;
    }

    @Scheduled(fixedDelayString = "${chatledger.revocations-poll-interval}")
    synchronized void poll() {
        try {
            ResponseEntity<Published> answer = commandSide.get()
                    .uri(uri)
                    .headers(headers -> {
                        if (etag != null) {
                            headers.setIfNoneMatch(etag);
                        }
                    })
                    .retrieve()
                    .toEntity(Published.class);
            if (answer.getBody() != null) {
                latest = answer.getBody();
                etag = answer.getHeaders().getFirst(HttpHeaders.ETAG);
            }
            noteReachable(true, "");
        } catch (RestClientException away) {
            noteReachable(false, away.toString());
        }
    }

    /** Once for each change: it is asked for all the time. */
    private void noteReachable(boolean now, String trouble) {
        if (reachable && !now) {
            log.warn("Revocations cannot be fetched; going on with those known: {}", trouble);
        } else if (now && !reachable) {
            log.info("Revocations can be fetched again");
        }
        reachable = now;
    }
}
