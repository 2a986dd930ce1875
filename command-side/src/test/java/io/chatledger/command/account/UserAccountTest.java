package io.chatledger.command.account;

import static org.hamcrest.Matchers.equalTo;

import io.chatledger.api.AccountClosed;
import io.chatledger.api.AccountCommand;
import io.chatledger.api.AccountErased;
import io.chatledger.api.AccountId;
import io.chatledger.api.AccountReactivated;
import io.chatledger.api.AccountSuspended;
import io.chatledger.api.Actor;
import io.chatledger.api.Balance;
import io.chatledger.api.ChangeConversation;
import io.chatledger.api.ChangeProfile;
import io.chatledger.api.ChangeRoles;
import io.chatledger.api.ChatsOpened;
import io.chatledger.api.CheckBalance;
import io.chatledger.api.CheckKeyBudget;
import io.chatledger.api.CloseAccount;
import io.chatledger.api.ConversationDeleted;
import io.chatledger.api.ConversationHidden;
import io.chatledger.api.ConversationId;
import io.chatledger.api.ConversationRenamed;
import io.chatledger.api.ConversationRestored;
import io.chatledger.api.ConversationTitle;
import io.chatledger.api.DeleteConversation;
import io.chatledger.api.EmailAddress;
import io.chatledger.api.EraseAccount;
import io.chatledger.api.ErrorCode;
import io.chatledger.api.ExpireHold;
import io.chatledger.api.FailReply;
import io.chatledger.api.Finish;
import io.chatledger.api.GrantTokens;
import io.chatledger.api.HoldReleased;
import io.chatledger.api.InvalidValue;
import io.chatledger.api.IssuePasswordReset;
import io.chatledger.api.KeyBudget;
import io.chatledger.api.MessageId;
import io.chatledger.api.MessageKind;
import io.chatledger.api.MessageSent;
import io.chatledger.api.MessageText;
import io.chatledger.api.OpenChats;
import io.chatledger.api.PasswordResetIssued;
import io.chatledger.api.ProfileChanged;
import io.chatledger.api.ReactivateAccount;
import io.chatledger.api.Reason;
import io.chatledger.api.RecordReply;
import io.chatledger.api.RegisterUser;
import io.chatledger.api.ReplyFailed;
import io.chatledger.api.ReplyRecorded;
import io.chatledger.api.RevokeTokens;
import io.chatledger.api.Role;
import io.chatledger.api.RolesChanged;
import io.chatledger.api.SendMessage;
import io.chatledger.api.SuspendAccount;
import io.chatledger.api.TokenAmount;
import io.chatledger.api.TokensDebited;
import io.chatledger.api.TokensGranted;
import io.chatledger.api.TokensHeld;
import io.chatledger.api.TokensRevoked;
import io.chatledger.api.UserRegistered;
import io.chatledger.api.Username;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.axonframework.test.aggregate.ResultValidator;
import org.axonframework.test.aggregate.TestExecutor;
import org.hamcrest.FeatureMatcher;
import org.junit.jupiter.api.Test;

class UserAccountTest {

    private static final AccountId ID = AccountId.parse("00000000-0000-0000-0000-00000000000a");
    private static final MessageId MESSAGE = MessageId.parse("00000000-0000-0000-0000-00000000000b");
    private static final ConversationId CONVERSATION =
            ConversationId.parse("00000000-0000-0000-0000-00000000000c");
    private static final Actor ADMIN = Actor.of(AccountId.parse("00000000-0000-0000-0000-00000000000d"));
    private static final Reason GIFT = new Reason("gift");
    private static final UUID KEY = new UUID(0, 7);
    private static final String OTHER = new UUID(0, 8).toString();
    private static final String A = ID.toString();
    private static final String M = MESSAGE.toString();
    private static final String C = CONVERSATION.toString();

    private final FixtureConfiguration<UserAccount> fixture = fixture();

    // --- registering

    @Test
    void anAccountOpensWithItsWelcomeTokens() {
        fixture.givenNoPriorActivity()
                .when(new RegisterUser(
                        ID, new Username("Ada"), new EmailAddress("ada@x.org"), Set.of(Role.USER), tokens(4000),
                        Reason.WELCOME,
                        Actor.SYSTEM))
                .expectEvents(
                        new UserRegistered(A, "Ada", "ada@x.org", List.of("USER")),
                        new TokensGranted(A, 4000, "welcome", "system"))
                .expectResultMessagePayload(new Balance(4000, 0));
    }

    @Test
    void anAccountMayOpenWithoutTokensAndWithoutEmail() {
        fixture.givenNoPriorActivity()
                .when(new RegisterUser(
                        ID, new Username("Ada"), null, Set.of(Role.USER), tokens(0), Reason.WELCOME, Actor.SYSTEM))
                .expectEvents(new UserRegistered(A, "Ada", null, List.of("USER")));
    }

    @Test
    void anAdministratorIsMadeByWhoeverRunsTheSystemAndForAReason() {
        fixture.givenNoPriorActivity()
                .when(new RegisterUser(
                        ID, new Username("Ada"), null, Set.of(Role.ADMIN), tokens(10_000), GIFT, Actor.COMMAND_LINE))
                .expectEvents(
                        new UserRegistered(A, "Ada", null, List.of("USER")),
                        new RolesChanged(A, List.of("USER", "ADMIN"), "command-line", List.of("USER"), "gift"),
                        new TokensGranted(A, 10_000, "gift", "command-line"));
    }

    // --- sending a message

    @Test
    void aMessageHoldsItsPrice() {
        account(100)
                .when(message(100))
                .expectEvents(
                        new MessageSent(A, M, CONVERSATION.toString(), "hi", "echo", null, null),
                        new TokensHeld(A, M, 100, "100 a message"));
    }

    @Test
    void aMessageIsRefusedWhenOneTokenIsMissing() {
        refused(account(99).when(message(100)), ErrorCode.OUT_OF_TOKENS);
    }

    // --- with an API key that has a budget

    @Test
    void aBudgetIsUsedUpToItsLastTokenAndNoFurther() {
        account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 60, "any"))
                .when(withBudget(100, "total", 40))
                .expectEvents(
                        new MessageSent(
                                A, M, C, "hi", "echo", null, null, KEY.toString(), null, new KeyBudget(100, "total"),
                                null),
                        new TokensHeld(A, M, 40, "any"));
        refused(
                account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 60, "any"))
                        .when(withBudget(100, "total", 41)),
                ErrorCode.OUT_OF_TOKENS);
    }

    @Test
    void whatWasHeldAboveThePriceOrForNothingIsLeftOfTheBudgetAgain() {
        account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 100, "any"),
                new TokensDebited(A, OTHER, 30, 70, null))
                .when(withBudget(100, "total", 70))
                .expectSuccessfulHandlerExecution();
        account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 100, "any"),
                new HoldReleased(A, OTHER, 100, "FAILED"))
                .when(withBudget(100, "total", 100))
                .expectSuccessfulHandlerExecution();
        refused(
                account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 100, "any"),
                        new TokensDebited(A, OTHER, 30, 70, null))
                        .when(withBudget(100, "total", 71)),
                ErrorCode.OUT_OF_TOKENS);
    }

    @Test
    void aNewDayHasTheWholeBudgetWhateverIsSettledInIt() {
        account(1000, sentWithin("2026-11-27", 100), new TokensHeld(A, OTHER, 100, "any"))
                .when(withBudget(100, "2026-11-28", 100))
                .expectSuccessfulHandlerExecution();
        // A clock that is behind does not begin a day again that is over.
        refused(
                account(1000, sentWithin("2026-11-28", 100), new TokensHeld(A, OTHER, 100, "any"))
                        .when(withBudget(100, "2026-11-27", 1)),
                ErrorCode.OUT_OF_TOKENS);
    }

    @Test
    void anotherKeyHasABudgetOfItsOwnAndOneWithoutABudgetHasAll() {
        account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 100, "any"))
                .when(new SendMessage(
                        ID, MESSAGE, CONVERSATION, new MessageText("hi"), "echo", tokens(100), "any", null,
                        new UUID(0, 9), new KeyBudget(100, "total"), null, MessageKind.CHAT))
                .expectSuccessfulHandlerExecution();
        account(1000, sentWithin("total", 100), new TokensHeld(A, OTHER, 100, "any"))
                .when(new SendMessage(
                        ID, MESSAGE, CONVERSATION, new MessageText("hi"), "echo", tokens(900), "any", null, KEY))
                .expectSuccessfulHandlerExecution();
    }

    @Test
    void aBudgetIsNoBalance() {
        refused(account(99).when(withBudget(1000, "total", 100)), ErrorCode.OUT_OF_TOKENS);
    }

    @Test
    void howMuchOfABudgetIsUsedUpIsTold() {
        account(1000, sentWithin("2026-11", 100), new TokensHeld(A, OTHER, 100, "any"),
                new TokensDebited(A, OTHER, 30, 70, null))
                .when(new CheckKeyBudget(ID, KEY, new KeyBudget(100, "2026-11")))
                .expectNoEvents()
                .expectResultMessagePayload(30L);
    }

    private static MessageSent sentWithin(String within, long ofBudget) {
        return new MessageSent(
                A, OTHER, C, "hi", "echo", null, null, KEY.toString(), null, new KeyBudget(ofBudget, within),
                null);
    }

    private static SendMessage withBudget(long budget, String within, long hold) {
        return new SendMessage(
                ID, MESSAGE, CONVERSATION, new MessageText("hi"), "echo", tokens(hold), "any", null, KEY,
                new KeyBudget(budget, within), null, MessageKind.CHAT);
    }

    @Test
    void whatIsHeldCannotBeHeldAgain() {
        refused(
                account(199, new TokensHeld(A, UUID.randomUUID().toString(), 100, "100 a message")).when(message(100)),
                ErrorCode.OUT_OF_TOKENS);
    }

    @Test
    void aSuspendedAccountSendsNothing() {
        refused(account(100, new AccountSuspended(A, "spam", "admin")).when(message(100)), ErrorCode.SUSPENDED);
    }

    @Test
    void aReactivatedAccountSendsAgain() {
        account(100, new AccountSuspended(A, "spam", "admin"), new AccountReactivated(A, "sorry", "admin"))
                .when(message(100))
                .expectSuccessfulHandlerExecution();
    }

    // --- a hold is resolved exactly once

    @Test
    void aReplySettlesTheHold() {
        account(150, new TokensHeld(A, M, 100, "100 a message"))
                .when(new RecordReply(ID, MESSAGE, "hello", Finish.STOP, tokens(100), null))
                .expectEvents(new ReplyRecorded(A, M, "hello", "STOP"), new TokensDebited(A, M, 100, 0, null))
                .expectResultMessagePayload(new Settlement(100, new Balance(50, 0)));
    }

    @Test
    void whatWasHeldAboveThePriceIsReleased() {
        account(150, new TokensHeld(A, M, 100, "100 a message"))
                .when(new RecordReply(ID, MESSAGE, "hello", Finish.STOP, tokens(30), null))
                .expectEvents(new ReplyRecorded(A, M, "hello", "STOP"), new TokensDebited(A, M, 30, 70, null))
                .expectResultMessagePayload(new Settlement(30, new Balance(120, 0)));
    }

    @Test
    void neverIsMoreChargedThanWasHeld() {
        account(500, new TokensHeld(A, M, 100, "100 a message"))
                .when(new RecordReply(ID, MESSAGE, "hello", Finish.STOP, tokens(101), null))
                .expectException(InvalidValue.class)
                .expectNoEvents();
    }

    @Test
    void aSuspendedAccountStillGetsTheReplyItWaitsFor() {
        account(100, new TokensHeld(A, M, 100, "100 a message"), new AccountSuspended(A, "spam", "admin"))
                .when(new RecordReply(ID, MESSAGE, "hello", Finish.STOP, tokens(100), null))
                .expectEvents(new ReplyRecorded(A, M, "hello", "STOP"), new TokensDebited(A, M, 100, 0, null));
    }

    @Test
    void aFailedReplyGivesTheWholeHoldBack() {
        account(100, new TokensHeld(A, M, 100, "100 a message"))
                .when(new FailReply(ID, MESSAGE, ErrorCode.PROVIDER_FAILED))
                .expectEvents(new ReplyFailed(A, M, "PROVIDER_FAILED"), new HoldReleased(A, M, 100, "FAILED"))
                .expectResultMessagePayload(new Balance(100, 0));
    }

    @Test
    void anOverdueHoldExpires() {
        account(100, new TokensHeld(A, M, 100, "100 a message"))
                .when(new ExpireHold(ID, MESSAGE))
                .expectEvents(new HoldReleased(A, M, 100, "EXPIRED"));
    }

    @Test
    void aReplyAfterExpiryIsRecordedAndNotCharged() {
        account(100, new TokensHeld(A, M, 100, "100 a message"), new HoldReleased(A, M, 100, "EXPIRED"))
                .when(new RecordReply(ID, MESSAGE, "late", Finish.STOP, tokens(100), null))
                .expectEvents(new ReplyRecorded(A, M, "late", "STOP"))
                .expectResultMessagePayload(new Settlement(0, new Balance(100, 0)));
    }

    @Test
    void aSecondReplyAfterExpiryIsRefused() {
        refused(
                account(
                                100,
                                new TokensHeld(A, M, 100, "100 a message"),
                                new HoldReleased(A, M, 100, "EXPIRED"),
                                new ReplyRecorded(A, M, "late", "STOP"))
                        .when(new RecordReply(ID, MESSAGE, "later", Finish.STOP, tokens(100), null)),
                ErrorCode.NOT_FOUND);
    }

    @Test
    void aSettledHoldIsNotSettledAgain() {
        refused(
                account(200, new TokensHeld(A, M, 100, "100 a message"), new ReplyRecorded(A, M, "x", "STOP"),
                        new TokensDebited(A, M, 100, 0, null))
                        .when(new RecordReply(ID, MESSAGE, "again", Finish.STOP, tokens(100), null)),
                ErrorCode.NOT_FOUND);
    }

    @Test
    void aReleasedHoldIsNotSettled() {
        refused(
                account(200, new TokensHeld(A, M, 100, "100 a message"), new HoldReleased(A, M, 100, "FAILED"))
                        .when(new RecordReply(ID, MESSAGE, "late", Finish.STOP, tokens(100), null)),
                ErrorCode.NOT_FOUND);
    }

    @Test
    void releasingOrExpiringASettledHoldDoesNothing() {
        var settled = new Object[] {new TokensHeld(A, M, 100, "100 a message"), new TokensDebited(A, M, 100, 0, null)};
        account(200, settled)
                .when(new FailReply(ID, MESSAGE, ErrorCode.UNAVAILABLE))
                .expectNoEvents()
                .expectResultMessagePayload(new Balance(100, 0));
        account(200, settled).when(new ExpireHold(ID, MESSAGE)).expectNoEvents();
    }

    @Test
    void ofTheExpiredHoldsOnlyTheNewestHundredAreRemembered() {
        var events = new ArrayList<Object>();
        for (int i = 0; i <= 100; i++) {
            String message = new UUID(0, i).toString();
            events.add(new TokensHeld(A, message, 1, "100 a message"));
            events.add(new HoldReleased(A, message, 1, "EXPIRED"));
        }
        var history = events.toArray();
        refused(
                account(10, history)
                .when(new RecordReply(ID, new MessageId(new UUID(0, 0)), "late", Finish.STOP, tokens(1), null)),
                ErrorCode.NOT_FOUND);
        account(10, history)
                .when(new RecordReply(ID, new MessageId(new UUID(0, 1)), "late", Finish.STOP, tokens(1), null))
                .expectEvents(new ReplyRecorded(A, new UUID(0, 1).toString(), "late", "STOP"));
    }

    // --- granting and revoking

    @Test
    void grantedTokensCanBeSpent() {
        account(0)
                .when(new GrantTokens(ID, tokens(5), GIFT, ADMIN))
                .expectEvents(new TokensGranted(A, 5, "gift", ADMIN.value()))
                .expectResultMessagePayload(new Balance(5, 0));
    }

    @Test
    void aBalanceMayBeAsLargeAsALongAndNoLarger() {
        account(1)
                .when(new GrantTokens(ID, tokens(Long.MAX_VALUE - 1), GIFT, ADMIN))
                .expectResultMessagePayload(new Balance(Long.MAX_VALUE, 0));
        refused(
                account(2).when(new GrantTokens(ID, tokens(Long.MAX_VALUE - 1), GIFT, ADMIN)),
                ErrorCode.INVALID_REQUEST);
    }

    @Test
    void allThatIsAvailableCanBeRevokedAndNoTokenMore() {
        account(150, new TokensHeld(A, M, 100, "100 a message"))
                .when(new RevokeTokens(ID, tokens(50), GIFT, ADMIN))
                .expectEvents(new TokensRevoked(A, 50, "gift", ADMIN.value()))
                .expectResultMessagePayload(new Balance(100, 100));
        refused(
                account(150, new TokensHeld(A, M, 100, "100 a message"))
                .when(new RevokeTokens(ID, tokens(51), GIFT, ADMIN)),
                ErrorCode.OUT_OF_TOKENS);
    }

    // --- administration

    @Test
    void suspendingTwiceIsOneEvent() {
        account(0).when(new SuspendAccount(ID, GIFT, ADMIN))
                .expectEvents(new AccountSuspended(A, "gift", ADMIN.value()));
        account(0, new AccountSuspended(A, "gift", ADMIN.value()))
                .when(new SuspendAccount(ID, GIFT, ADMIN))
                .expectNoEvents();
    }

    @Test
    void reactivatingAnActiveAccountDoesNothing() {
        account(0).when(new ReactivateAccount(ID, GIFT, ADMIN)).expectNoEvents();
    }

    @Test
    void rolesAreReplacedButEveryAccountStaysAUser() {
        account(0).when(new ChangeRoles(ID, Set.of(Role.AUDITOR), GIFT, ADMIN))
                .expectEvents(new RolesChanged(A, List.of("USER", "AUDITOR"), ADMIN.value(), List.of("USER"), "gift"));
        account(0).when(new ChangeRoles(ID, Set.of(), GIFT, ADMIN)).expectNoEvents();
    }

    @Test
    void nobodySuspendsOrDemotesThemselves() {
        refused(account(0).when(new SuspendAccount(ID, GIFT, Actor.of(ID))), ErrorCode.FORBIDDEN);
        refused(account(0).when(new ChangeRoles(ID, Set.of(), GIFT, Actor.of(ID))), ErrorCode.FORBIDDEN);
    }

    @Test
    void chatsAreOpenedForATimeByWhoeverSaysWhyAlsoToHimself() {
        for (Actor actor : List.of(ADMIN, Actor.of(ID))) {
            account(0).when(new OpenChats(ID, GIFT, actor, Duration.ofMinutes(15)))
                    .expectEvents(new ChatsOpened(A, "gift", actor.value(), 900));
        }
        account(0, new AccountSuspended(A, "gift", ADMIN.value()))
                .when(new OpenChats(ID, GIFT, ADMIN, Duration.ofSeconds(1)))
                .expectEvents(new ChatsOpened(A, "gift", ADMIN.value(), 1));
    }

    @Test
    void aPasswordIsResetForSomebodyElseWhoIsNotSuspended() {
        account(0).when(new IssuePasswordReset(ID, GIFT, ADMIN))
                .expectEvents(new PasswordResetIssued(A, "gift", ADMIN.value()));
        refused(account(0).when(new IssuePasswordReset(ID, GIFT, Actor.of(ID))), ErrorCode.FORBIDDEN);
        refused(
                account(0, new AccountSuspended(A, "gift", ADMIN.value()))
                .when(new IssuePasswordReset(ID, GIFT, ADMIN)),
                ErrorCode.FORBIDDEN);
    }

    @Test
    void theEmailCanBeChangedAndTakenAway() {
        account(0).when(new ChangeProfile(ID, new EmailAddress("a@b.c"))).expectEvents(new ProfileChanged(A, "a@b.c"));
        account(0, new ProfileChanged(A, "a@b.c"))
                .when(new ChangeProfile(ID, null))
                .expectEvents(new ProfileChanged(A, null));
    }

    // --- what changes nothing is no event

    @Test
    void theSameEmailAgainIsNoChangeButAnotherSpellingIs() {
        account(0, new ProfileChanged(A, "a@b.c")).when(new ChangeProfile(ID, new EmailAddress("a@b.c")))
                .expectNoEvents();
        account(0).when(new ChangeProfile(ID, null)).expectNoEvents();
        account(0, new ProfileChanged(A, "a@b.c"))
                .when(new ChangeProfile(ID, new EmailAddress("A@b.c")))
                .expectEvents(new ProfileChanged(A, "A@b.c"));
    }

    @Test
    void theEmailGivenAtRegistrationIsTheFirst() {
        fixture.given(new UserRegistered(A, "Ada", "a@b.c", List.of("USER")))
                .when(new ChangeProfile(ID, new EmailAddress("a@b.c")))
                .expectNoEvents();
    }

    @Test
    void theSameTitleAgainIsNoChangeButAnothersIs() {
        var renamed = new ConversationRenamed(A, C, "Greetings");
        account(0, renamed).when(rename(CONVERSATION, "Greetings")).expectNoEvents();
        account(0, renamed)
                .when(rename(CONVERSATION, "greetings"))
                .expectEvents(new ConversationRenamed(A, C, "greetings"));
        account(0, renamed, new ConversationRenamed(A, C, "Farewells"))
                .when(rename(CONVERSATION, "Greetings"))
                .expectEvents(renamed);
        var other = ConversationId.parse(M);
        account(0, renamed).when(rename(other, "Greetings")).expectEvents(new ConversationRenamed(A, M, "Greetings"));
    }

    @Test
    void aConversationIsArchivedOnceUntilSomebodyTakesItOutOrWritesThere() {
        var archive = new ChangeConversation(ID, CONVERSATION, null, true);
        var restore = new ChangeConversation(ID, CONVERSATION, null, false);
        var hidden = new ConversationHidden(A, C);
        var restored = new ConversationRestored(A, C);
        var written = new MessageSent(A, M, C, "hi", "echo", null, null);
        account(0).when(archive).expectEvents(hidden);
        account(0, hidden).when(archive).expectNoEvents();
        account(0, hidden).when(restore).expectEvents(restored);
        account(0, hidden, restored).when(restore).expectNoEvents();
        account(0, hidden, restored).when(archive).expectEvents(hidden);
        account(0, hidden, written).when(restore).expectNoEvents();
        account(0, hidden, written).when(archive).expectEvents(hidden);
    }

    @Test
    void aChangeChangesWhatItNamesAndNothingElse() {
        account(0)
                .when(new ChangeConversation(ID, CONVERSATION, new ConversationTitle("Greetings"), true))
                .expectEvents(new ConversationRenamed(A, C, "Greetings"), new ConversationHidden(A, C));
        account(0).when(new ChangeConversation(ID, CONVERSATION, null, null)).expectNoEvents();
    }

    @Test
    void aDeletedConversationIsNotThereAnyMore() {
        var deleted = new ConversationDeleted(A, C);
        account(100).when(new DeleteConversation(ID, CONVERSATION)).expectEvents(deleted);
        for (AccountCommand late : List.of(
                new DeleteConversation(ID, CONVERSATION),
                rename(CONVERSATION, "Greetings"),
                new SendMessage(
                        ID, MESSAGE, CONVERSATION, new MessageText("hi"), "echo", new TokenAmount(100), "100", null,
                        null))) {
            refused(account(100, deleted).when(late), ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void ofTheChangesOnlyTheNewestTwentyAreRemembered() {
        var events = new ArrayList<Object>();
        for (int i = 0; i <= 20; i++) {
            events.add(new ConversationRenamed(A, new UUID(0, i).toString(), "Greetings"));
        }
        var history = events.toArray();
        account(0, history)
                .when(rename(new ConversationId(new UUID(0, 0)), "Greetings"))
                .expectEvents(new ConversationRenamed(A, new UUID(0, 0).toString(), "Greetings"));
        account(0, history).when(rename(new ConversationId(new UUID(0, 1)), "Greetings")).expectNoEvents();
    }

    @Test
    void checkingTheBalanceChangesNothing() {
        account(150, new TokensHeld(A, M, 100, "100 a message"))
                .when(new CheckBalance(ID))
                .expectNoEvents()
                .expectResultMessagePayload(new Balance(150, 100));
    }

    // --- closing

    @Test
    void aClosedAccountKeepsItsBalanceInTheLedger() {
        account(4000)
                .when(new CloseAccount(ID, Actor.of(ID)))
                .expectEvents(new AccountClosed(A, A))
                .expectResultMessagePayload(new Balance(4000, 0));
    }

    @Test
    void aClosedAccountDoesNothingMore() {
        var closed = new AccountClosed(A, A);
        refused(account(4000, closed).when(message(100)), ErrorCode.NOT_FOUND);
        refused(account(4000, closed).when(new GrantTokens(ID, tokens(1), GIFT, ADMIN)), ErrorCode.NOT_FOUND);
        refused(account(4000, closed).when(new ReactivateAccount(ID, GIFT, ADMIN)), ErrorCode.NOT_FOUND);
        refused(account(4000, closed).when(new IssuePasswordReset(ID, GIFT, ADMIN)), ErrorCode.NOT_FOUND);
        refused(
                account(4000, closed).when(new OpenChats(ID, GIFT, ADMIN, Duration.ofMinutes(15))),
                ErrorCode.NOT_FOUND);
        refused(account(4000, closed).when(new CloseAccount(ID, Actor.of(ID))), ErrorCode.NOT_FOUND);
    }

    @Test
    void whatWasBeingAnsweredWhenTheAccountWasClosedIsSettled() {
        account(4000, new TokensHeld(A, M, 100, "100 a message"), new AccountClosed(A, A))
                .when(new RecordReply(ID, MESSAGE, "late", Finish.STOP, tokens(100), null))
                .expectEvents(new ReplyRecorded(A, M, "late", "STOP"), new TokensDebited(A, M, 100, 0, null));
        account(4000, new TokensHeld(A, M, 100, "100 a message"), new AccountClosed(A, A))
                .when(new ExpireHold(ID, MESSAGE))
                .expectEvents(new HoldReleased(A, M, 100, "EXPIRED"));
    }

    @Test
    void anAdministratorCannotCloseTheAccountAndSoLockTheHouse() {
        refused(
                account(4000, new RolesChanged(A, List.of("USER", "ADMIN"), "system", null, null))
                        .when(new CloseAccount(ID, Actor.of(ID))),
                ErrorCode.FORBIDDEN);
    }

    // --- erasing

    @Test
    void whatIsErasedIsClosedFirstAndHappensOnce() {
        account(4000)
                .when(new EraseAccount(ID, null, Actor.of(ID)))
                .expectEvents(new AccountClosed(A, A), new AccountErased(A, null, A))
                .expectResultMessagePayload(new Balance(4000, 0));
        account(4000, new AccountClosed(A, A))
                .when(new EraseAccount(ID, GIFT, ADMIN))
                .expectEvents(new AccountErased(A, GIFT.value(), ADMIN.value()));
        account(4000, new AccountClosed(A, A), new AccountErased(A, null, A))
                .when(new EraseAccount(ID, GIFT, ADMIN))
                .expectNoEvents();
    }

    @Test
    void anAdministratorIsNotErased() {
        refused(
                account(4000, new RolesChanged(A, List.of("USER", "ADMIN"), "system", null, null))
                        .when(new EraseAccount(ID, GIFT, ADMIN)),
                ErrorCode.FORBIDDEN);
    }

    // --- the words of these tests

    private TestExecutor<UserAccount> account(long tokens, Object... history) {
        var events = new ArrayList<Object>();
        events.add(new UserRegistered(A, "Ada", null, List.of("USER")));
        if (tokens > 0) {
            events.add(new TokensGranted(A, tokens, "welcome", "system"));
        }
        events.addAll(List.of(history));
        return fixture().given(events);
    }

    private static FixtureConfiguration<UserAccount> fixture() {
        StreamHead noOtherCopy = accountId -> -1;
        return new AggregateTestFixture<>(UserAccount.class)
                .registerCommandTargetResolver(new AccountConfiguration().commandTarget())
                .registerInjectableResource(noOtherCopy);
    }

    private static ChangeConversation rename(ConversationId conversation, String title) {
        return new ChangeConversation(ID, conversation, new ConversationTitle(title), null);
    }

    private static SendMessage message(long price) {
        return new SendMessage(
                ID, MESSAGE, CONVERSATION, new MessageText("hi"), "echo", tokens(price), "100 a message", null, null);
    }

    private static TokenAmount tokens(long amount) {
        return new TokenAmount(amount);
    }

    private static void refused(ResultValidator<UserAccount> result, ErrorCode code) {
        result.expectException(new FeatureMatcher<Refusal, ErrorCode>(equalTo(code), "a refusal with code", "code") {
                    @Override
                    protected ErrorCode featureValueOf(Refusal refusal) {
                        return refusal.code();
                    }
                })
                .expectNoEvents();
    }
}
