import { queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Query, type Schema } from '../api/client';
import type { Entry } from './entries';

/** What was spent, by day, model and key. It moves with the statement. */
export const use = (range: Query<'/api/usage'>) =>
    queryOptions({
        queryKey: ['statement', 'use', range],
        queryFn: () => answerOf(api.GET('/api/usage', { params: { query: range } })),
    });

const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** The last so many days of UTC, oldest first: `2026-11-20`. The ledger counts in UTC, wherever somebody is. */
export function lastDays(days: number, now = new Date()): string[] {
    return Array.from({ length: days }, (_, at) => dayOf(now.getTime() - (days - 1 - at) * DAY_MILLIS));
}

/** The day after it. */
export function dayAfter(day: string): string {
    return dayOf(Date.parse(`${day}T00:00:00Z`) + DAY_MILLIS);
}

function dayOf(millis: number): string {
    return new Date(millis).toISOString().slice(0, 10);
}

/** What was spent on each day. */
export function spentByDay(use: Schema<'DailyUse'>['results']): Map<string, number> {
    const spent = new Map<string, number>();
    use.forEach(({ day, tokens }) => spent.set(day, (spent.get(day) ?? 0) + tokens));
    return spent;
}

/**
 * The balance at the end of each day, counted back from now.
 *
 * @param days oldest first; the last one is today
 * @param moved grants and revocations on these days, each with its effect on the balance
 */
export function endsOfDays(
    days: readonly string[],
    now: number,
    spent: ReadonlyMap<string, number>,
    moved: readonly Pick<Entry, 'change' | 'created_at'>[],
): number[] {
    const changes = new Map<string, number>();
    moved.forEach(({ change, created_at: at }) =>
        changes.set(at.slice(0, 10), (changes.get(at.slice(0, 10)) ?? 0) + change),
    );
    let end = now;
    return days
        .toReversed()
        .map((day) => {
            const balance = end;
            end -= (changes.get(day) ?? 0) - (spent.get(day) ?? 0);
            return balance;
        })
        .toReversed();
}
