import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answerOf, api } from '../api/client';
import { count, counted, tokens } from '../text/format';
import { failed, failures } from '../ops/failures';
import { nameOfDay } from '../text/time';
import { DayBars } from '../ui/chart';
import { Loaded } from '../ui/listing';
import { Notice } from '../ui/notice';
import { Card, Figure, Page, Section } from '../ui/page';
import { Time } from '../ui/time';

const overview = queryOptions({
    queryKey: ['overview'],
    queryFn: () => answerOf(api.GET('/api/admin/overview')),
});
const SERIES = [
    ['spent', 'Spent'],
    ['granted', 'Granted'],
] as const;

const providers = queryOptions({
    queryKey: ['providers'],
    queryFn: async () => (await answerOf(api.GET('/api/ops/providers'))).results,
});

/** All accounts together, day by day. */
export function Overview() {
    const query = useQuery(overview);
    return (
        <Page title="Overview" lead="All accounts together. Days are those of UTC.">
            <Loaded query={query}>
                {({ accounts, active, results }) => (
                    <>
                        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                            <Figure label="Accounts" value={count(accounts)} hint="Without closed ones." />
                            <Figure label="Active today" value={count(active)} hint="Accounts that sent a message." />
                            <Figure label="Spent today" value={tokens(results[0]?.spent ?? 0)} />
                            <Figure label="Held" value={tokens(results[0]?.held ?? 0)} hint="For messages being answered." />
                        </div>
                        <div className="mt-8 grid gap-x-3 gap-y-8 *:mt-0 lg:grid-cols-2">
                            {SERIES.map(([name, word]) => (
                                <Section key={name} title={word}>
                                    <Card>
                                        <DayBars
                                            label={`Tokens ${name} on each day`}
                                            days={results.toReversed().map((row) => ({ day: row.day, value: row[name] }))}
                                            textOf={tokens}
                                        />
                                    </Card>
                                </Section>
                            ))}
                        </div>
                        <FailingModels />
                        <Section title="Day by day">
                            <div
                                className="overflow-x-auto rounded-xl border bg-surface"
                                tabIndex={0}
                                role="group"
                                aria-label="Day by day"
                            >
                                <table className="w-full text-right text-sm whitespace-nowrap">
                                    <thead className="border-b bg-sunken text-muted">
                                        <tr>
                                            {['Day', 'Accounts', 'New', 'Messages', 'Granted', 'Revoked', 'Spent', 'Held'].map(
                                                (name) => (
                                                    <th key={name} scope="col" className="px-4 py-2.5 font-medium first:text-left">
                                                        {name}
                                                    </th>
                                                ),
                                            )}
                                        </tr>
                                    </thead>
                                    <tbody>
                                        {results.map((row) => (
                                            <tr key={row.day} className="border-b last:border-0">
                                                <th scope="row" className="px-4 py-2 text-left font-normal">
                                                    {nameOfDay(row.day)}
                                                </th>
                                                {[
                                                    row.accounts,
                                                    row.registered,
                                                    row.messages,
                                                    row.granted,
                                                    row.revoked,
                                                    row.spent,
                                                    row.held,
                                                ].map((value, place) => (
                                                    <td key={place} className={`px-4 py-2 ${value === 0 ? 'text-muted' : ''}`}>
                                                        {count(value)}
                                                    </td>
                                                ))}
                                            </tr>
                                        ))}
                                    </tbody>
                                </table>
                            </div>
                        </Section>
                    </>
                )}
            </Loaded>
        </Page>
    );
}

function FailingModels() {
    const query = useQuery(providers);
    return (
        <Section
            title="Failing models"
            actions={
                <Link className="inline-flex min-h-11 items-center text-sm text-accent underline" to="/ops/models">
                    All models, live
                </Link>
            }
        >
            <Loaded query={query} rows={1}>
                {(rows) => {
                    const failing = rows.filter((row) => failed(row) > 0 || (row.breaker !== null && row.breaker !== 'closed'));
                    return failing.length === 0 ? (
                        <Notice kind="success">No call to a model has failed since the service started.</Notice>
                    ) : (
                        <ul aria-label="Failing models" className="divide-y rounded-xl border bg-surface text-sm">
                            {failing.map((row) => (
                                <li key={`${row.provider} ${row.model}`} className="flex flex-wrap gap-x-4 px-4 py-3">
                                    <span className="grow font-medium">{row.model}</span>
                                    <span className="text-danger">{failures(row)}</span>
                                    <span className="text-muted">
                                        of {counted(row.calls, 'call')}
                                        {row.last_failure_at && (
                                            <>
                                                , last <Time at={row.last_failure_at} />
                                            </>
                                        )}
                                    </span>
                                </li>
                            ))}
                        </ul>
                    );
                }}
            </Loaded>
        </Section>
    );
}
