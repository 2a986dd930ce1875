import { describe, expect, test } from 'vitest';
import { amountOf, count, counted, signed, tokens } from './format';

describe('tokens', () => {
    test.each([
        [0, '0 tokens'],
        [1, '1 token'],
        [100, '100 tokens'],
        [3900, '3,900 tokens'],
        [1_000_000, '1,000,000 tokens'],
        [Number.MAX_SAFE_INTEGER, '9,007,199,254,740,991 tokens'],
    ])('%i are written in full', (amount, text) => expect(tokens(amount)).toBe(text));

    test('that cannot be said exactly are marked as such', () => {
        expect(count(2 ** 53)).toMatch(/^≈ /);
        expect(count(9223372036854775807)).toMatch(/^≈ /);
    });

    test('that move have a sign', () => {
        expect(signed(500)).toBe('+500');
        expect(signed(-1500)).toBe('−1,500');
        expect(signed(0)).toBe('0');
    });

    test('are counted', () => {
        expect(counted(1, 'message')).toBe('1 message');
        expect(counted(12, 'entry', 'entries')).toBe('12 entries');
    });
});

describe('an amount that was typed', () => {
    test.each([
        ['500', 500],
        [' 1,500 ', 1500],
        ['1 500 000', 1_500_000],
        ['-20', -20],
        ['−20', -20],
        ['+7', 7],
        ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ])('"%s" is understood', (typed, amount) => expect(amountOf(typed)).toBe(amount));

    test.each(['', '0', '-0', '1.5', '1,5', '1e3', '0x10', 'ten', '--5', '9007199254740992', '12 34'])(
        '"%s" is not taken for one',
        (typed) => expect(amountOf(typed)).toBeNull(),
    );
});
