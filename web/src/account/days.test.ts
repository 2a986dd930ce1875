import { describe, expect, test } from 'vitest';
import { dayAfter, endsOfDays, lastDays, spentByDay } from './days';

const LATE = new Date('2026-03-01T23:59:59Z');

describe('the days of a chart', () => {
    test('end with today, in UTC', () =>
        expect(lastDays(3, LATE)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']));

    test('follow each other', () => expect(dayAfter('2026-12-31')).toBe('2027-01-01'));
});

describe('the balance at the end of each day', () => {
    test('is counted back from now, to the token', () => {
        const spent = spentByDay([
            { day: '2026-03-01', model: 'demo', key_id: null, messages: 1, tokens: 100 },
            { day: '2026-03-01', model: 'other', key_id: null, messages: 1, tokens: 7 },
            { day: '2026-02-28', model: 'demo', key_id: null, messages: 2, tokens: 200 },
        ]);
        const moved = [
            { change: 4000, created_at: '2026-02-28T00:00:00Z' },
            { change: -50, created_at: '2026-03-01T10:00:00Z' },
        ];
        expect(endsOfDays(lastDays(3, LATE), 3643, spent, moved)).toEqual([0, 3800, 3643]);
    });

    test('stays the same while nothing happens', () =>
        expect(endsOfDays(lastDays(2, LATE), 5, new Map(), [])).toEqual([5, 5]));
});
