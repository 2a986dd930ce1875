import { describe, expect, test } from 'vitest';
import { around } from './excerpt';

describe('an excerpt', () => {
    test('shows what was found as it was written, and what is around it', () =>
        expect(around('Say\nHello to the world', 'hello')).toEqual(['Say ', 'Hello', ' to the world']));

    test('begins at the beginning if nothing was found', () => expect(around('Hello', 'x')).toEqual(['', '', 'Hello']));

    test('of a long text says that there is more', () => {
        const [before, hit, after] = around(`${'a'.repeat(200)}HIT${'b'.repeat(200)}`, 'hit');
        expect(before).toBe(`…${'a'.repeat(60)}`);
        expect(hit).toBe('HIT');
        expect(after).toBe(`${'b'.repeat(140)}…`);
    });
});
