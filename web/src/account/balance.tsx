import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { answerOf, api } from '../api/client';
import { balance, everything, statement, statementPage, totals } from '../api/queries';
import { tokens } from '../text/format';
import { Field } from '../ui/field';
import { Failed, Listing, Loaded, Skeleton } from '../ui/listing';
import { say } from '../ui/live';
import { Card, Figure, Page, Section } from '../ui/page';
import { DayBars } from '../ui/chart';
import { endsOfDays, lastDays, spentByDay, use } from './days';
import { EntryTable } from './statement';

const DAYS = 30;
const RECENT = 5;

/** What there is, and what became of the rest. */
export function Balance() {
    const now = useQuery(balance);
    const recent = useInfiniteQuery(statement());
    const { data: life } = useQuery(totals);
    return (
        <Page title="Balance" lead="The sum of everything in your statement until now.">
            <Loaded query={now} rows={2}>
                {({ available, held }) => (
                    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                        <Figure label="Available" value={tokens(available)} hint="What you can spend." />
                        <Figure label="Held" value={tokens(held)} hint="For messages being answered." />
                        <Figure label="Spent" value={life ? tokens(life.debited) : '…'} hint="On messages, in all." />
                        <Figure
                            label="Granted"
                            value={life ? tokens(life.granted) : '…'}
                            hint={life && life.revoked > 0 ? `${tokens(life.revoked)} were revoked.` : 'In all.'}
                        />
                    </div>
                )}
            </Loaded>
            <div className="mt-8 grid gap-x-3 gap-y-8 *:mt-0 lg:grid-cols-[3fr_1fr]">
                <Section title="The last 30 days">
                    <History />
                </Section>
                <Section title="On an earlier day">
                    <AsOf />
                </Section>
            </div>
            <Section
                title="Newest entries"
                actions={
                    <Link className="inline-flex min-h-11 items-center text-sm text-accent underline" to="/account/statement">
                        See the whole statement
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

function AsOf() {
    const [day, setDay] = useState('');
    const [year, month, date] = day.split('-').map(Number);
    // The end of that day, here; of today it is not known yet.
    const end = new Date(year ?? 0, (month ?? 1) - 1, (date ?? 0) + 1);
    const [now] = useState(() => new Date());
    const time = end > now ? now : end;
    const at = time.toISOString();
    const query = useQuery({
        queryKey: ['balance-at', at],
        queryFn: () => answerOf(api.GET('/api/tokens', { params: { query: { at } } })),
        staleTime: Infinity,
        enabled: day !== '',
    });
    const told = query.data ? `${tokens(query.data.available)} available` : query.isError ? 'That day is not known.' : '';
    useEffect(() => {
        if (told !== '') {
            say(told);
        }
    }, [told]);
    return (
        <Card>
            <Field
                label="At the end of"
                type="date"
                max={today()}
                value={day}
                onChange={(event) => setDay(event.target.value)}
            />
            <p className="mt-2 text-sm text-muted">{told || '\u00a0'}</p>
        </Card>
    );
}

function today(): string {
    const now = new Date();
    return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

/** At the end of each day: what is there now, less what has happened since. */
function History() {
    const days = lastDays(DAYS);
    const from = `${days[0]}T00:00:00Z`;
    const now = useQuery(balance);
    const spent = useQuery(use({ from }));
    const moved = useQuery({
        queryKey: ['statement', 'moved', from],
        queryFn: async () =>
            (
                await Promise.all(
                    (['GRANTED', 'REVOKED'] as const).map((type) =>
                        everything((page) => statementPage({ type, from, ...page })),
                    ),
                )
            ).flat(),
    });
    const failed = [now, spent, moved].find((query) => query.isError);
    if (failed) {
        return <Failed thrown={failed.error} retry={() => void failed.refetch()} />;
    }
    if (!now.data || !spent.data || !moved.data) {
        return <Skeleton rows={4} />;
    }
    const ends = endsOfDays(days, now.data.available + now.data.held, spentByDay(spent.data.results), moved.data);
    return (
        <Card>
            <DayBars
                label="Balance at the end of each of the last 30 days, in UTC"
                days={days.map((day, at) => ({ day, value: ends[at] ?? 0 }))}
                textOf={tokens}
            />
        </Card>
    );
}
