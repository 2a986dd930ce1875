package io.chatledger.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A wrong setting ends the start with one line: its name, its value and what is allowed. */
@ExtendWith(OutputCaptureExtension.class)
class WrongSettingTest {

    @ConfigurationProperties("fare")
    record Fare(
            @DefaultValue("1") int price,
            @DefaultValue("1s") Duration pause,
            @DefaultValue("http://localhost") URI url,
            @DefaultValue("ok") String password) {

        Fare {
            WrongSetting.unlessAtLeast(0, "fare.price", price);
            WrongSetting.unlessPositive("fare.pause", pause);
            WrongSetting.unlessHttp("fare.url", url);
            WrongSetting.unless(password.equals("ok"), "fare.password", password, "another one");
        }
    }

    @EnableConfigurationProperties(Fare.class)
    static class Application {}

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fare.price=-1           | fare.price is -1; allowed is a whole number of at least 0.
            fare.price=abc          | fare.price is abc; allowed is a whole number.
            fare.pause=0s            | fare.pause is 0ms; allowed is a duration above zero, such as 500ms, 10s or 5m.
            fare.pause=soon          | fare.pause is soon; allowed is a duration such as 500ms, 10s or 5m.
            fare.url=localhost:80   | fare.url is localhost:80; allowed is a URL with http:// or https://, \
            such as http://localhost:11434/v1.
            fare.password=secret    | fare.password is not shown; allowed is another one.
            server.port=65536       | server.port is 65536; allowed is a whole number from 0 to 65535.
            """)
    void isToldInOneLine(String setting, String line, CapturedOutput output) {
        assertThatThrownBy(() -> start("--" + setting)).matches(WrongSetting::isCauseOf);

        assertThat(output.getAll().lines().filter(each -> !each.contains(" INFO "))).containsExactly(line);
    }

    @ParameterizedTest
    @CsvSource({"fare.price=0", "fare.pause=1ms", "fare.url=https://example.org/v1", "server.port=65535"})
    void isNoneJustInsideOfWhatIsAllowed(String setting) {
        start("--" + setting);
    }

    private static void start(String setting) {
        new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(setting)
                .close();
    }
}
