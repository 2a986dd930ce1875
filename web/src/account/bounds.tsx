import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client';
import { models as modelsQuery } from '../api/queries';
import { count, counted, tokens, wholeOf } from '../text/format';
import { dayStart } from '../text/time';
import { Field, Select } from '../ui/field';
import { Time } from '../ui/time';

type Period = Schema<'BudgetPeriod'>;

const PERIODS: Record<Period, { chosen: string; said: string }> = {
    total: { chosen: 'in all', said: 'in all' },
    day: { chosen: 'a day', said: 'today' },
    month: { chosen: 'a month', said: 'this month' },
};
const MOST_MODELS = 20;
const MOST_MESSAGES = 2_147_483_647;

/** What somebody typed as the bounds of a key; empty means that there is none. */
export interface TypedBounds {
    tokens: string;
    period: Period;
    /** The last day on which it works. */
    until: string;
    rate: string;
    models: readonly string[];
}

export const UNBOUNDED: TypedBounds = { tokens: '', period: 'month', until: '', rate: '', models: [] };

/** As the API takes them; null if something is no number of tokens or messages. */
export function boundsOf(typed: TypedBounds) {
    const budget = typed.tokens.trim() === '' ? null : positive(typed.tokens);
    const rate = typed.rate.trim() === '' ? null : positive(typed.rate, MOST_MESSAGES);
    return budget === undefined || rate === undefined
        ? null
        : {
              budget: budget === null ? null : { tokens: budget, period: typed.period },
              messages_per_minute: rate,
              models: typed.models.length === 0 ? null : [...typed.models],
              expires_at: dayStart(typed.until, 1) ?? null,
          };
}

function positive(typed: string, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const amount = wholeOf(typed);
    return amount !== null && amount > 0 && amount <= most ? amount : undefined;
}

export function BoundsFields({ typed, onChange }: { typed: TypedBounds; onChange: (typed: TypedBounds) => void }) {
    const { data: models = [] } = useQuery(modelsQuery);
    const set = (changed: Partial<TypedBounds>) => onChange({ ...typed, ...changed });
    const fault = (text: string, most?: number) =>
        text.trim() !== '' && positive(text, most) === undefined ? 'A whole number above 0.' : undefined;
    return (
        <details className="mt-3">
            <summary className="flex min-h-11 items-center text-sm font-medium pointer-fine:min-h-9">
                Bounds: what it may cost, when and for what it works
            </summary>
            <div className="mt-2 grid gap-4 sm:grid-cols-2">
                <Field
                    label="Tokens at most"
                    inputMode="numeric"
                    maxLength={24}
                    error={fault(typed.tokens)}
                    value={typed.tokens}
                    onChange={(event) => set({ tokens: event.target.value })}
                />
                <Select label="In what time" value={typed.period} onChange={(event) => set({ period: event.target.value as Period })}>
                    {Object.entries(PERIODS).map(([period, { chosen }]) => (
                        <option key={period} value={period}>
                            {chosen}
                        </option>
                    ))}
                </Select>
                <Field
                    label="Messages a minute at most"
                    inputMode="numeric"
                    maxLength={24}
                    error={fault(typed.rate, MOST_MESSAGES)}
                    value={typed.rate}
                    onChange={(event) => set({ rate: event.target.value })}
                />
                <Field
                    label="Last day"
                    type="date"
                    value={typed.until}
                    onChange={(event) => set({ until: event.target.value })}
                />
            </div>
            <fieldset className="mt-4">
                <legend className="mb-1 text-sm font-medium">Only these models; all if none is chosen</legend>
                <div className="max-h-40 overflow-y-auto">
                    {models.map(({ id }) => (
                        <label key={id} className="flex min-h-11 items-center gap-3 text-sm pointer-fine:min-h-9">
                            <input
                                type="checkbox"
                                className="size-4 accent-accent"
                                checked={typed.models.includes(id)}
                                disabled={typed.models.length >= MOST_MODELS && !typed.models.includes(id)}
                                onChange={(event) =>
                                    set({
                                        models: event.target.checked
                                            ? [...typed.models, id]
                                            : typed.models.filter((one) => one !== id),
                                    })
                                }
                            />
                            {id}
                        </label>
                    ))}
                </div>
            </fieldset>
        </details>
    );
}

/** The bounds of a key, and how much of its budget is used up; nothing if it has none. */
export function Bounds({ row: { budget, expires_at, models, messages_per_minute } }: { row: Schema<'ApiKey'> }) {
    const parts: ReactNode[] = [];
    if (budget) {
        parts.push(`${count(budget.used_up)} of ${tokens(budget.tokens)} used up ${PERIODS[budget.period].said}`);
    }
    if (messages_per_minute !== null) {
        parts.push(`at most ${counted(messages_per_minute, 'message')} a minute`);
    }
    if (expires_at !== null) {
        parts.push(
            <>
                {new Date(expires_at) < new Date() ? 'expired' : 'expires'} <Time at={expires_at} />
            </>,
        );
    }
    if (models) {
        parts.push(`only ${models.join(', ')}`);
    }
    return (
        parts.length > 0 && (
            <p className="text-sm text-muted">
                {parts.map((part, place) => (
                    <span key={place}>
                        {place > 0 && ' · '}
                        {part}
                    </span>
                ))}
            </p>
        )
    );
}
