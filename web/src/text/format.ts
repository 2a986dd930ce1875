const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Every digit, because money is decided by it: `3,900 tokens`. */
export function tokens(amount: number): string {
    return `${count(amount)} ${amount === 1 || amount === -1 ? 'token' : 'tokens'}`;
}

/** Above 2^53 a number of JSON is not exact here any more, and is marked as such. */
export function count(amount: number): string {
    return Number.isSafeInteger(amount) ? WHOLE.format(amount).replace('-', '−') : `≈ ${WHOLE.format(amount)}`;
}

/** With its sign: `+500`, `−100`. */
export function signed(amount: number): string {
    return amount > 0 ? `+${count(amount)}` : count(amount);
}

/**
 * What a person typed as an amount: digits, grouped by commas or spaces if he likes, with or without a sign.
 *
 * @returns null if it is no whole number, or more than can be said exactly
 */
export function wholeOf(typed: string): number | null {
    const digits = typed.trim().replace('−', '-').replace(/(?<=\d)[,\s](?=\d{3}\b)/g, '');
    const amount = /^[+-]?\d+$/.test(digits) ? Number(digits) : NaN;
    return Number.isSafeInteger(amount) ? amount : null;
}

/** The same, and null for nothing at all. */
export function amountOf(typed: string): number | null {
    return wholeOf(typed) || null;
}

/** `1 message`, `2 messages`. */
export function counted(amount: number, one: string, many = `${one}s`): string {
    return `${count(amount)} ${amount === 1 ? one : many}`;
}
