import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { answerOf, api, authorized, type Schema } from '../api/client';
import { asProblem, problemOf } from '../api/problem';
import { statement, type StatementFilter } from '../api/queries';
import { download } from '../text/download';
import { count, signed } from '../text/format';
import { Button } from '../ui/button';
import { Field, Select } from '../ui/field';
import { Empty, Listing } from '../ui/listing';
import { toast } from '../ui/live';
import { Page } from '../ui/page';
import { Time } from '../ui/time';
import { reason, word, WORDS, type Entry } from './entries';

/** Every movement of tokens, with the balance after it. */
export function Statement() {
    const [search, setSearch] = useSearchParams();
    const filter = filterOf(search);
    const query = useInfiniteQuery(statement(filter));
    const set = (name: string, value: string) => {
        const next = new URLSearchParams(search);
        if (value) {
            next.set(name, value);
        } else {
            next.delete(name);
        }
        setSearch(next, { replace: true });
    };
    return (
        <Page
            title="Statement"
            lead="Every movement of tokens, newest first, with the balance after it."
            actions={<Downloads filter={filter} />}
        >
            <div className="mb-4 grid gap-3 sm:grid-cols-3">
                <Select label="Type" value={filter.type ?? ''} onChange={(event) => set('type', event.target.value)}>
                    <option value="">All entries</option>
                    {Object.entries(WORDS).map(([type, name]) => (
                        <option key={type} value={type}>
                            {name}
                        </option>
                    ))}
                </Select>
                <Field
                    label="From"
                    type="date"
                    value={search.get('from') ?? ''}
                    onChange={(event) => set('from', event.target.value)}
                />
                <Field
                    label="To"
                    type="date"
                    value={search.get('to') ?? ''}
                    onChange={(event) => set('to', event.target.value)}
                />
            </div>
            <Listing
                query={query}
                empty={
                    search.size > 0 ? (
                        <Empty title="No entry is like that">
                            <button type="button" className="min-h-11 underline" onClick={() => setSearch({})}>
                                Show all
                            </button>
                        </Empty>
                    ) : (
                        <Empty title="No entries yet">Your first message will be here.</Empty>
                    )
                }
            >
                {(rows) => (
                    <>
                        <Totals totals={query.data?.pages[0]?.totals} />
                        <EntryTable rows={rows} />
                    </>
                )}
            </Listing>
        </Page>
    );
}

function filterOf(search: URLSearchParams): StatementFilter {
    const type = search.get('type');
    const from = dayStart(search.get('from'), 0);
    const until = dayStart(search.get('to'), 1);
    return {
        ...(type && type in WORDS ? { type: type as Entry['type'] } : {}),
        ...(from ? { from } : {}),
        ...(until ? { until } : {}),
    };
}

/** When a day begins here, or the one so many days after it. */
function dayStart(day: string | null, plus: number): string | undefined {
    const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
    return year ? new Date(Number(year), Number(month) - 1, Number(date) + plus).toISOString() : undefined;
}

function Totals({ totals }: { totals: Schema<'StatementTotals'> | undefined }) {
    if (!totals) {
        return null;
    }
    const parts: [string, number][] = [
        ['Before', totals.opening_balance],
        ['Granted', totals.granted],
        ['Revoked', 0 - totals.revoked],
        ['Spent', 0 - totals.debited],
        ['After', totals.closing_balance],
    ];
    return (
        <dl className="mb-4 grid grid-cols-2 gap-x-6 gap-y-2 rounded-xl border bg-surface px-4 py-3 text-sm sm:flex sm:flex-wrap sm:justify-between">
            {parts.map(([name, value], place) => (
                <div key={name}>
                    <dt className="text-muted">{name}</dt>
                    <dd className="font-medium">{place === 0 || place === 4 || value === 0 ? count(value) : signed(value)}</dd>
                </div>
            ))}
        </dl>
    );
}

export function EntryTable({ rows }: { rows: Entry[] }) {
    return (
        <div className="overflow-hidden rounded-xl border bg-surface">
            <table className="w-full text-sm">
                <thead className="border-b bg-sunken text-left text-muted">
                    <tr>
                        <th scope="col" className="px-4 py-2.5 font-medium">
                            Entry
                        </th>
                        <th scope="col" className="px-3 py-2.5 text-right font-medium max-sm:hidden">
                            Held after it
                        </th>
                        <th scope="col" className="px-3 py-2.5 text-right font-medium">
                            Tokens
                        </th>
                        <th scope="col" className="px-4 py-2.5 text-right font-medium">
                            Balance
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((entry) => (
                        <EntryRow key={entry.position} entry={entry} />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function EntryRow({ entry }: { entry: Entry }) {
    const why = reason(entry);
    return (
        <tr className="border-b last:border-0">
            <td className="px-4 py-2.5">
                <span className={entry.change === 0 ? 'text-muted' : 'font-medium'}>{word(entry)}</span>
                {why && <span className="text-muted"> · {why}</span>}
                {entry.excerpt && <span className="text-muted"> · {entry.excerpt}</span>}
                <span className="block text-xs text-muted">
                    No. {count(entry.position)} · <Time at={entry.created_at} />
                    {entry.model && ` · ${entry.model}`}
                </span>
            </td>
            <td className="px-3 py-2.5 text-right text-muted max-sm:hidden">{count(entry.held)}</td>
            <td
                className={`px-3 py-2.5 text-right whitespace-nowrap ${entry.change > 0 ? 'text-success' : entry.change === 0 ? 'text-muted' : ''}`}
            >
                {entry.change === 0 ? `(${count(entry.amount)})` : signed(entry.change)}
            </td>
            <td className="px-4 py-2.5 text-right font-medium">{count(entry.balance)}</td>
        </tr>
    );
}

function Downloads({ filter }: { filter: StatementFilter }) {
    const [busy, setBusy] = useState(false);
    const save = async (as: 'csv' | 'json') => {
        setBusy(true);
        try {
            if (as === 'json') {
                download('statement.json', 'application/json', JSON.stringify(await everything(filter), null, 2));
            } else {
                download('statement.csv', 'text/csv;charset=utf-8', await everythingAsCsv(filter));
            }
            toast(`The statement is saved as ${as === 'json' ? 'JSON' : 'CSV'}.`);
        } catch (thrown) {
            toast(`Not saved: ${asProblem(thrown).message}`, { kind: 'failed' });
        } finally {
            setBusy(false);
        }
    };
    return (
        <>
            <Button busy={busy} onClick={() => void save('csv')}>
                Save as CSV
            </Button>
            <Button busy={busy} onClick={() => void save('json')}>
                Save as JSON
            </Button>
        </>
    );
}

/** All pages, one after the other. */
async function everything(filter: StatementFilter): Promise<Entry[]> {
    const all: Entry[] = [];
    let before: string | undefined;
    do {
        const query = { ...filter, limit: 200, before };
        const page = await answerOf(api.GET('/api/tokens/history', { params: { query } }));
        all.push(...page.results);
        before = page.next ?? undefined;
    } while (before);
    return all;
}

/** As the server writes it, so that its cells are safe for spreadsheets; `Link` leads to what is older (RFC 8288). */
async function everythingAsCsv(filter: StatementFilter): Promise<string> {
    let all = '';
    let next: string | undefined = `/api/tokens/history?${new URLSearchParams({ ...filter, format: 'csv' }).toString()}`;
    while (next) {
        const response = await authorized(new Request(new URL(next, location.origin)));
        const text = await response.text();
        if (!response.ok) {
            throw problemOf(undefined, response.status, response.headers);
        }
        all += all === '' ? text : text.slice(text.indexOf('\n') + 1);
        next = /<([^>]+)>/.exec(response.headers.get('Link') ?? '')?.[1];
    }
    return all;
}
