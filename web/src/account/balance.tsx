import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { answerOf, api } from '../api/client';
import { balance, profile, statement } from '../api/queries';
import { count, tokens } from '../text/format';
import { Field } from '../ui/field';
import { Listing, Loaded } from '../ui/listing';
import { Card, Figure, Page, Section } from '../ui/page';
import { Bars } from '../ui/chart';
import { EntryTable } from './statement';

const DAYS = 30;
const RECENT = 5;

/** What there is, and what became of the rest. */
export function Balance() {
    const now = useQuery(balance);
    const recent = useInfiniteQuery(statement());
    return (
        <Page title="Balance" lead="The sum of everything in your statement, as of now.">
            <Loaded query={now} rows={2}>
                {({ available, held }) => (
                    <div className="grid gap-3 sm:grid-cols-3">
                        <Figure label="Available" value={tokens(available)} hint="What you can spend." />
                        <Figure label="Held" value={tokens(held)} hint="For messages being answered." />
                        <AsOf />
                    </div>
                )}
            </Loaded>
            <Section title="The last 30 days">
                <History />
            </Section>
            <Section
                title="Newest entries"
                actions={
                    <Link className="inline-flex min-h-11 items-center text-sm text-accent underline" to="/account/statement">
                        The whole statement
                    </Link>
                }
            >
                <Listing query={recent} more={false} empty={<p>Nothing yet.</p>}>
                    {(rows) => <EntryTable rows={rows.slice(0, RECENT)} />}
                </Listing>
            </Section>
        </Page>
    );
}

function at(time: Date) {
    return {
        queryKey: ['balance-at', time.toISOString()],
        queryFn: () => answerOf(api.GET('/api/tokens', { params: { query: { at: time.toISOString() } } })),
        staleTime: Infinity,
    };
}

function AsOf() {
    const [day, setDay] = useState('');
    const [year, month, date] = day.split('-').map(Number);
    // The end of that day, here; of today it is not known yet.
    const end = new Date(year ?? 0, (month ?? 1) - 1, (date ?? 0) + 1);
    const [now] = useState(() => new Date());
    const time = end > now ? now : end;
    const query = useQuery({ ...at(time), enabled: day !== '' });
    return (
        <Card>
            <Field label="At the end of a day" type="date" max={today()} value={day} onChange={(event) => setDay(event.target.value)} />
            <p className="mt-2 text-sm text-muted" aria-live="polite">
                {query.data ? `${tokens(query.data.available)} available` : query.isError ? 'That day is not known.' : '\u00a0'}
            </p>
        </Card>
    );
}

function today(): string {
    const now = new Date();
    return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

/** At the end of each day, as the statement has it. */
function History() {
    const today = new Date();
    const ends = Array.from(
        { length: DAYS },
        (_, day) => new Date(today.getFullYear(), today.getMonth(), today.getDate() - DAYS + 2 + day),
    );
    const { data: person } = useQuery(profile);
    const opened = person ? new Date(person.created_at) : undefined;
    const past = useQueries({
        // Before an account was opened there was nothing in it.
        queries: ends.slice(0, -1).map((end) => ({ ...at(end), enabled: opened !== undefined && end > opened })),
    });
    const { data: now } = useQuery(balance);
    const values = [...past.map((query) => query.data?.available ?? 0), now?.available ?? 0];
    const days = ends.map((end) => {
        const day = new Date(end.getFullYear(), end.getMonth(), end.getDate() - 1);
        return day.toLocaleDateString('en', { day: 'numeric', month: 'short' });
    });
    return (
        <Card>
            <Bars
                label="Available tokens at the end of each of the last 30 days"
                bars={values.map((value, day) => ({ label: days[day] ?? '', value, text: tokens(value) }))}
            />
            <p className="mt-2 flex justify-between text-xs text-muted">
                <span>{days[0]}</span>
                <span>Available at the end of each day, at most {count(Math.max(...values))}</span>
                <span>{days.at(-1)}</span>
            </p>
        </Card>
    );
}
