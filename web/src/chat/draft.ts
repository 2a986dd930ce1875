/** What was typed and not sent, for each conversation. Kept for this tab, also when it is reloaded. */
const PREFIX = 'chatledger.draft.';

export function draftOf(conversation: string | null): string {
    return sessionStorage.getItem(PREFIX + (conversation ?? 'new')) ?? '';
}

export function keepDraft(conversation: string | null, text: string): void {
    if (text === '') {
        sessionStorage.removeItem(PREFIX + (conversation ?? 'new'));
    } else {
        sessionStorage.setItem(PREFIX + (conversation ?? 'new'), text);
    }
}

export function forgetDrafts(): void {
    Object.keys(sessionStorage)
        .filter((key) => key.startsWith(PREFIX))
        .forEach((key) => sessionStorage.removeItem(key));
}
