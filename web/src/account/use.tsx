import { useQuery } from '@tanstack/react-query';
import type { Schema } from '../api/client';
import { keys } from '../api/queries';
import { csv } from '../text/csv';
import { count, counted, tokens } from '../text/format';
import { nameOfDay } from '../text/time';
import { DayBars } from '../ui/chart';
import { Select } from '../ui/field';
import { Days, useFilter } from '../ui/filter';
import { Empty, Loaded } from '../ui/listing';
import { Card, Page } from '../ui/page';
import { Save } from '../ui/save';
import { dayAfter, lastDays, spentByDay, use } from './days';

type Use = Schema<'DailyUse'>;
type Row = Use['results'][number];

const DAYS = 30;
const BY = { day: 'Day', model: 'Model', key_id: 'API key' } as const;

/** What was spent, by day, model and key: the debits of the statement, added up. */
export default function Usage() {
    const filter = useFilter();
    const by = (Object.keys(BY) as (keyof typeof BY)[]).find((one) => one === filter.of('by')) ?? 'day';
    const from = filter.of('from') || (filter.of('to') ? '' : lastDays(DAYS)[0]!);
    const query = useQuery(
        use({
            ...(from ? { from: `${from}T00:00:00Z` } : {}),
            ...(filter.of('to') ? { until: `${dayAfter(filter.of('to'))}T00:00:00Z` } : {}),
        }),
    );
    return (
        <Page title="Use" lead="What your messages have cost: the debits of the statement, added up. Days are those of UTC.">
            <div className="mb-4 grid grid-cols-2 items-end gap-3 max-sm:*:first:col-span-2 sm:grid-cols-3 lg:grid-cols-[1fr_1fr_1fr_auto]">
                <Select label="By" value={by} onChange={(event) => filter.set('by', event.target.value)}>
                    {Object.entries(BY).map(([value, word]) => (
                        <option key={value} value={value}>
                            {word}
                        </option>
                    ))}
                </Select>
                <Days filter={filter} />
                {query.data && <Downloads use={query.data} />}
            </div>
            <Loaded query={query}>
                {(answer) =>
                    answer.results.length === 0 ? (
                        <Empty title="Nothing was spent in this period" />
                    ) : (
                        <>
                            <Chart use={answer} />
                            <Table use={answer} by={by} />
                        </>
                    )
                }
            </Loaded>
        </Page>
    );
}

function Chart({ use: { results, from, until } }: { use: Use }) {
    const spent = spentByDay(results);
    const days: string[] = [];
    const last = until === null ? lastDays(1)[0]! : new Date(Date.parse(until) - 1).toISOString().slice(0, 10);
    for (let day = from.slice(0, 10); day <= last; day = dayAfter(day)) {
        days.push(day);
    }
    return (
        <Card className="mb-4">
            <DayBars
                label="Tokens spent on each day"
                days={days.map((day) => ({ day, value: spent.get(day) ?? 0 }))}
                textOf={tokens}
            />
        </Card>
    );
}

function Table({ use: { results, totals }, by }: { use: Use; by: keyof typeof BY }) {
    const { data: known = [] } = useQuery(keys);
    const named = (row: Row): string => {
        switch (by) {
            case 'day':
                return nameOfDay(row.day);
            case 'model':
                return row.model ?? 'A model that is not known any more';
            case 'key_id': {
                const key = known.find((one) => one.id === row.key_id);
                return row.key_id === null ? 'Without a key' : (key?.name ?? key?.prefix ?? `${row.key_id}, revoked`);
            }
        }
    };
    const groups = [...Map.groupBy(results, (row) => row[by])].map(([group, rows]) => ({
        group,
        name: named(rows[0]!),
        messages: rows.reduce((sum, row) => sum + row.messages, 0),
        tokens: rows.reduce((sum, row) => sum + row.tokens, 0),
    }));
    return (
        <div className="overflow-hidden rounded-xl border bg-surface">
            <table className="w-full text-sm">
                <thead className="border-b bg-sunken text-left text-muted">
                    <tr>
                        <th scope="col" className="px-4 py-2.5 font-medium">
                            {BY[by]}
                        </th>
                        <th scope="col" className="px-3 py-2.5 text-right font-medium">
                            Messages
                        </th>
                        <th scope="col" className="px-4 py-2.5 text-right font-medium">
                            Tokens
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {(by === 'day' ? groups : groups.toSorted((one, other) => other.tokens - one.tokens)).map((row) => (
                        <tr key={row.group} className="border-b">
                            <td className="px-4 py-2.5">{row.name}</td>
                            <td className="px-3 py-2.5 text-right text-muted">{count(row.messages)}</td>
                            <td className="px-4 py-2.5 text-right font-medium">{count(row.tokens)}</td>
                        </tr>
                    ))}
                </tbody>
                <tfoot>
                    <tr className="font-medium">
                        <td className="px-4 py-2.5">{counted(groups.length, BY[by].toLowerCase().replace('api', 'API'))}</td>
                        <td className="px-3 py-2.5 text-right">{count(totals.messages)}</td>
                        <td className="px-4 py-2.5 text-right">{count(totals.tokens)}</td>
                    </tr>
                </tfoot>
            </table>
        </div>
    );
}

function Downloads({ use: { results } }: { use: Use }) {
    const columns = ['day', 'model', 'key_id', 'messages', 'tokens'] as const;
    return (
        <div className="col-span-2 flex flex-wrap gap-2 sm:col-span-3 lg:col-span-1">
            <Save
                name="use"
                as={{
                    csv: () => Promise.resolve(csv(columns, results.map((row) => columns.map((column) => row[column])))),
                    json: () => Promise.resolve(results),
                }}
            />
        </div>
    );
}
