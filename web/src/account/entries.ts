import type { Schema } from '../api/client';

export type Entry = Schema<'StatementEntry'>;

export const WORDS: Record<Entry['type'], string> = {
    GRANTED: 'Grant',
    REVOKED: 'Revocation',
    HELD: 'Held',
    DEBITED: 'Message',
    RELEASED: 'Released',
};

/** What an entry is, in a word. */
export function word(entry: Entry): string {
    return WORDS[entry.type];
}

const REASONS: Record<string, string> = {
    welcome: 'Welcome tokens',
    FAILED: 'The model failed',
    CANCELLED: 'Stopped before it began',
    EXPIRED: 'The reply never came',
};

/** Why, in words; reasons that people wrote stay as they are. */
export function reason(entry: Entry): string | null {
    return entry.reason === null ? null : (REASONS[entry.reason] ?? entry.reason);
}
