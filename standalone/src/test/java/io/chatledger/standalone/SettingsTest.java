package io.chatledger.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatledger.settings.WrongSetting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.ClassPathResource;

/** Every setting is looked at when an application starts. */
class SettingsTest {

    private static final Pattern NO_TEXT = Pattern.compile("\\d+(ms|s|m|h|d|KB|MB)?|true|false");

    private enum Application {
        COMMAND_SIDE("command-side", OfCommandSide.class),
        QUERY_SIDE("query-side", OfQuerySide.class),
        API_GATEWAY("api-gateway", OfApiGateway.class);

        private final String file;
        private final ApplicationContextRunner records;

        Application(String file, Class<?> records) {
            this.file = file;
            this.records = new ApplicationContextRunner()
                    .withInitializer(new ConfigDataApplicationContextInitializer())
                    .withPropertyValues("spring.config.name=" + file)
                    .withUserConfiguration(records);
        }
    }

    @ConfigurationPropertiesScan("io.chatledger.command")
    static class OfCommandSide {}

    @ConfigurationPropertiesScan("io.chatledger.query")
    static class OfQuerySide {}

    @ConfigurationPropertiesScan("io.chatledger.gateway")
    static class OfApiGateway {}

    @ParameterizedTest
    @EnumSource
    void thoseThatStandInTheFileAreAllowed(Application application) {
        application.records.run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @EnumSource
    void noNumberTimeSizeOrSwitchMayBeMinusOne(Application application) throws IOException {
        List<String> notLookedAt = new ArrayList<>();
        for (String setting : noTexts(application.file)) {
            application.records.withPropertyValues(setting + "=-1").run(context -> {
                if (context.getStartupFailure() == null || !WrongSetting.isCauseOf(context.getStartupFailure())) {
                    notLookedAt.add(setting);
                }
            });
        }

        assertThat(notLookedAt).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "COMMAND_SIDE, chatledger.openai.base-url",
        "QUERY_SIDE, chatledger.jwk-set-uri",
        "API_GATEWAY, chatledger.jwk-set-uri",
        "API_GATEWAY, chatledger.gateway.command-side-url",
        "API_GATEWAY, chatledger.gateway.query-side-url"
    })
    void anAddressNeedsItsScheme(Application application, String setting) {
        application.records.withPropertyValues(setting + "=localhost:8001")
                .run(context -> assertThat(context.getStartupFailure()).matches(WrongSetting::isCauseOf));
        application.records.withPropertyValues(setting + "=http://localhost:8001")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static List<String> noTexts(String name) throws IOException {
        var file = (EnumerablePropertySource<?>) new YamlPropertySourceLoader()
                .load("settings", new ClassPathResource(name + ".yaml"))
                .getFirst();
        return List.of(file.getPropertyNames()).stream()
                .filter(setting -> setting.startsWith("chatledger.") && !setting.contains("["))
                .filter(setting -> NO_TEXT.matcher(String.valueOf(file.getProperty(setting))).matches())
                .toList();
    }
}
