import { account } from '../api/session';

/**
 * What was typed and not sent, for each conversation of each account. Kept for this tab, also when it is reloaded or the
 * session ends elsewhere.
 */
const PREFIX = 'chatledger.draft.';

export function draftOf(conversation: string | null): string {
    return sessionStorage.getItem(nameOf(conversation)) ?? '';
}

export function keepDraft(conversation: string | null, text: string): void {
    if (text === '') {
        sessionStorage.removeItem(nameOf(conversation));
    } else {
        sessionStorage.setItem(nameOf(conversation), text);
    }
}

function nameOf(conversation: string | null): string {
    return `${PREFIX}${account()}.${conversation ?? 'new'}`;
}

/** Of all accounts. */
export function forgetDrafts(): void {
    Object.keys(sessionStorage)
        .filter((key) => key.startsWith(PREFIX))
        .forEach((key) => sessionStorage.removeItem(key));
}
