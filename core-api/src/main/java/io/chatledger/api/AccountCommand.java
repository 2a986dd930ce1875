package io.chatledger.api;

/** What a {@code UserAccount} can be asked to do. It may refuse; if it does, nothing has happened. */
public sealed interface AccountCommand
        permits RegisterUser, ChangeProfile, VerifyEmail, ChangeRoles, SuspendAccount, ReactivateAccount, CloseAccount,
                EraseAccount, IssuePasswordReset, OpenChats, GrantTokens, RevokeTokens, SendMessage, RecordReply,
                FailReply, ExpireHold, CheckBalance, CheckKeyBudget, ChangeConversation, DeleteConversation {

    AccountId accountId();
}
