package io.chatledger.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.settings.WrongSetting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;

/** Every setting is looked at when the application starts. */
class SettingsTest {

    private static final Pattern NO_TEXT = Pattern.compile("\\d+(ms|s|m|h|d|KB|MB)?|true|false");

    @ConfigurationPropertiesScan("io.chatledger.gateway")
    static class Records {}

    private final ApplicationContextRunner records = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withPropertyValues("spring.config.name=api-gateway")
            .withUserConfiguration(Records.class);

    @Test
    void thoseThatStandInTheFileAreAllowed() {
        records.run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void noNumberTimeSizeOrSwitchMayBeMinusOne() throws IOException {
        List<String> notLookedAt = new ArrayList<>();
        for (String setting : noTexts()) {
            records.withPropertyValues(setting + "=-1").run(context -> {
                if (context.getStartupFailure() == null || !WrongSetting.isCauseOf(context.getStartupFailure())) {
                    notLookedAt.add(setting);
                }
            });
        }

        assertThat(notLookedAt).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings =
            {"chatledger.jwk-set-uri", "chatledger.gateway.command-side-url", "chatledger.gateway.query-side-url"})
    void anAddressNeedsItsScheme(String setting) {
        records.withPropertyValues(setting + "=localhost:8001")
                .run(context -> assertThat(context.getStartupFailure()).matches(WrongSetting::isCauseOf));
        records.withPropertyValues(setting + "=http://localhost:8001")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static List<String> noTexts() throws IOException {
        var file = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("settings", new ClassPathResource("api-gateway.yaml"))
                .getFirst();
        return List.of(file.getPropertyNames()).stream()
                .filter(name -> name.startsWith("chatledger.") && !name.contains("["))
                .filter(name -> NO_TEXT.matcher(String.valueOf(file.getProperty(name))).matches())
                .toList();
    }
}
