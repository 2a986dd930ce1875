package io.chatledger.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pins what is stored for ever: the name and the JSON of every event. When one of these fails, the past would become
 * unreadable; a new field is fine once its absence is, so add a second golden file rather than change the first.
 */
class StoredEventsTest {

    private static final Path GOLDEN_FILES = Path.of("src/test/resources/events");
    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String M = "00000000-0000-0000-0000-00000000000b";
    private static final String C = "00000000-0000-0000-0000-00000000000c";
    private static final JsonMapper JSON = JsonMapper.shared();

    static List<AccountEvent> samples() {
        return List.of(
                new UserRegistered(A, "Ada", "ada@example.org", List.of("USER", "ADMIN")),
                new ProfileChanged(A, "ada@example.net"),
                new RolesChanged(A, List.of("USER", "AUDITOR"), "system", List.of("USER"), "audits from today"),
                new AccountSuspended(A, "spam", "system"),
                new AccountReactivated(A, "it was none", "system"),
                new AccountClosed(A, A),
                new AccountErased(A, "asked by letter", "system"),
                new PasswordResetIssued(A, "forgot it", "command-line"),
                new ChatsOpened(A, "a complaint about a reply", A, 900),
                new TokensGranted(A, 4000, "welcome", "system"),
                new TokensRevoked(A, 50, "granted twice", "system"),
                new MessageSent(
                        A, M, C, "Hello, AI! \uD83D\uDC4B", "echo", "6b6579", "68617368",
                        "00000000-0000-0000-0000-00000000000d",
                        "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"Hello, AI! \uD83D\uDC4B\"}",
                        new KeyBudget(4000, "2026-11-28"),
                        "EMBEDDING"),
                new TokensHeld(A, M, 100, "100 a message"),
                new ReplyRecorded(
                        A, M, "I cannot.", "STOP", "Hm.", true, "{\"system_fingerprint\":\"fp_1\"}", "local"),
                new TokensDebited(A, M, 70, 30, new Usage(12, 5, false, new Usage.Details(8, 0, 3, 0))),
                new ReplyFailed(A, M, "PROVIDER_FAILED"),
                new HoldReleased(A, M, 100, "EXPIRED"),
                new ConversationRenamed(A, C, "Greetings"),
                new ConversationHidden(A, C),
                new ConversationRestored(A, C),
                new ConversationDeleted(A, C));
    }

    /**
     * As they were before fields were added, each in the file that was first; the newest is that of the highest number.
     */
    static List<AccountEvent> olderSamples() {
        return List.of(
                new RolesChanged(A, List.of("USER", "AUDITOR"), "system", null, null),
                new MessageSent(A, M, C, "Hello, AI! \uD83D\uDC4B", "echo", "6b6579", "68617368"),
                new ReplyRecorded(A, M, "Echo: Hello, AI! \uD83D\uDC4B", "STOP", null, null, null, null),
                new TokensDebited(A, M, 70, 30, new Usage(12, 5, true, null)));
    }

    /** As they were between the first and the newest file, with the number of theirs. */
    static List<Arguments> samplesBetween() {
        return List.of(
                Arguments.of(4, new MessageSent(
                        A, M, C, "Hello, AI! \uD83D\uDC4B", "echo", "6b6579", "68617368",
                        "00000000-0000-0000-0000-00000000000d",
                        "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"Hello, AI! \uD83D\uDC4B\"}",
                        new KeyBudget(4000, "2026-11-28"),
                        null)),
                Arguments.of(3, new MessageSent(
                        A, M, C, "Hello, AI! \uD83D\uDC4B", "echo", "6b6579", "68617368",
                        "00000000-0000-0000-0000-00000000000d",
                        "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"Hello, AI! \uD83D\uDC4B\"}",
                        null, null)),
                Arguments.of(2, new MessageSent(
                        A, M, C, "Hello, AI! \uD83D\uDC4B", "echo", "6b6579", "68617368",
                        "00000000-0000-0000-0000-00000000000d", null, null, null)),
                Arguments.of(3, new ReplyRecorded(
                        A, M, "I cannot.", "STOP", "Hm.", true, "{\"system_fingerprint\":\"fp_1\"}", null)),
                Arguments.of(2, new ReplyRecorded(A, M, "I cannot.", "STOP", "Hm.", true, null, null)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anEventIsWrittenAsItAlwaysWas(AccountEvent event) throws IOException {
        assertThat(JSON.writeValueAsString(event)).isEqualTo(golden(event));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void anEventOfThePastIsRead(AccountEvent event) throws IOException {
        assertThat(JSON.readValue(golden(event), event.getClass())).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("olderSamples")
    void anEventFromBeforeAFieldWasAddedIsRead(AccountEvent event) throws IOException {
        assertThat(JSON.readValue(read(event.getClass().getName() + ".json"), event.getClass())).isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("samplesBetween")
    void anEventFromBeforeTheLatestFieldIsRead(int number, AccountEvent event) throws IOException {
        String file = event.getClass().getName() + "." + number + ".json";
        assertThat(JSON.readValue(read(file), event.getClass())).isEqualTo(event);
    }

    @Test
    void everyEventHasAGoldenFileUnderItsStoredName() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN_FILES)) {
            assertThat(files.map(file -> file.getFileName().toString().replaceFirst("\\.\\d+\\.json$", ".json"))
                    .distinct())
                    .containsExactlyInAnyOrderElementsOf(
                            events(AccountEvent.class).map(event -> event.getName() + ".json").toList());
        }
        assertThat(samples().stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(events(AccountEvent.class).toList());
    }

    @Test
    void everyEventThatNamesAnActorIsAnAct() {
        assertThat(events(AccountEvent.class).filter(event -> Arrays.stream(event.getRecordComponents())
                        .anyMatch(component -> component.getName().equals("actor"))))
                .containsExactlyInAnyOrder(Act.class.getPermittedSubclasses());
    }

    @Test
    void noTokenEventHasPersonalText() {
        assertThat(events(TokenEvent.class).flatMap(event -> Arrays.stream(event.getRecordComponents())))
                .noneMatch(component -> component.isAnnotationPresent(Personal.class));
    }

    private static Stream<Class<?>> events(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses()).flatMap(StoredEventsTest::events)
                : Stream.of(family);
    }

    private static String golden(AccountEvent event) throws IOException {
        String name = event.getClass().getName();
        int newest = 1;
        while (Files.exists(GOLDEN_FILES.resolve(name + "." + (newest + 1) + ".json"))) {
            newest++;
        }
        return read(newest == 1 ? name + ".json" : name + "." + newest + ".json");
    }

    private static String read(String file) throws IOException {
        return Files.readString(GOLDEN_FILES.resolve(file)).strip();
    }
}
