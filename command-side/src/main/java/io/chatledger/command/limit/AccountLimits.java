package io.chatledger.command.limit;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * What is counted for each account, in whatever dialect and by whatever credential: messages, and changes that cost
 * nothing, of which each may write an event or a row for ever.
 */
@Component
class AccountLimits implements WebMvcConfigurer {

    /** The calls that ask a model. */
    private static final List<String> MESSAGES = List.of(
            "/api/chat", "/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/embeddings",
            "/v1/messages", "/v1/messages/count_tokens");

    private final AccountLimitSettings settings;

    AccountLimits(AccountLimitSettings settings) {
        this.settings = settings;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        if (settings.rateLimits()) {
            // First: what a key is refused must cost its account nothing.
            registry.addInterceptor(new KeyLimit(keyMessages(TimeMeter.SYSTEM_MILLISECONDS)))
                    .addPathPatterns(MESSAGES);
            registry.addInterceptor(messages(TimeMeter.SYSTEM_MILLISECONDS))
                    .addPathPatterns(MESSAGES);
            registry.addInterceptor(changes(TimeMeter.SYSTEM_MILLISECONDS))
                    .addPathPatterns("/api/user/profile", "/api/user/keys/**", "/api/conversations/*");
        }
    }

    AccountLimit messages(TimeMeter time) {
        return new AccountLimit(
                "messages",
                "An account may send %d messages a minute.",
                settings.messagesPerMinute(),
                Duration.ofMinutes(1),
                settings.countedAccounts(),
                time);
    }

    /** Of API keys that have a limit of their own, which is never above that of their account. */
    AccountLimit keyMessages(TimeMeter time) {
        return new AccountLimit(
                "key-messages",
                "This API key may send %d messages a minute.",
                settings.messagesPerMinute(),
                Duration.ofMinutes(1),
                settings.countedAccounts(),
                time);
    }

    AccountLimit changes(TimeMeter time) {
        return new AccountLimit(
                "changes",
                "An account may make %d changes an hour.",
                settings.changesPerHour(),
                Duration.ofHours(1),
                settings.countedAccounts(),
                time);
    }
}
