import { expect, test } from 'vitest';
import { boundsOf, UNBOUNDED } from './bounds';

test('a key of which nothing is said has no bounds', () => {
    expect(boundsOf(UNBOUNDED)).toEqual({ budget: null, messages_per_minute: null, models: null, expires_at: null });
});

test('bounds are whole numbers above 0, and the last day is a whole one', () => {
    const until = new Date(2099, 11, 32).toISOString();
    expect(boundsOf({ tokens: '1,000', period: 'day', rate: '2147483647', until: '2099-12-31', models: ['demo'] })).toEqual({
        budget: { tokens: 1000, period: 'day' },
        messages_per_minute: 2_147_483_647,
        models: ['demo'],
        expires_at: until,
    });
    for (const wrong of ['0', '-1', '1.5', 'none', '9007199254740992']) {
        expect(boundsOf({ ...UNBOUNDED, tokens: wrong })).toBeNull();
    }
    expect(boundsOf({ ...UNBOUNDED, rate: '2147483648' })).toBeNull();
    expect(boundsOf({ ...UNBOUNDED, rate: '1', tokens: '1' })).toMatchObject({ messages_per_minute: 1, budget: { tokens: 1, period: 'month' } });
});
