package io.chatledger.command.secret;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Of what is kept in files. The value and the reason for it stand in {@code command-side.yaml}.
 *
 * @param keysFolder where those files are
 */
@ConfigurationProperties("chatledger")
public record SecretSettings(Path keysFolder) {}
