import type { Schema } from '../api/client';
import { count } from '../text/format';
import { Empty } from '../ui/listing';
import { Card } from '../ui/page';
import { Time } from '../ui/time';
import { failed, failures } from './failures';

type ModelActivity = Schema<'ModelActivity'>;

/** How the models of each provider are doing. */
export function Providers({ providers: { since, results } }: { providers: Schema<'Providers'> }) {
    return (
        <>
            <p className="mb-4 text-sm text-muted">
                Counted since <Time at={since} /> by the copy of the command side that answers.
            </p>
            {results.length === 0 ? (
                <Empty title="There are no models" />
            ) : (
                <ul aria-label="Models" className="grid gap-3 md:grid-cols-2">
                    {results.map((row) => (
                        <li key={`${row.provider} ${row.model}`}>
                            <Model row={row} />
                        </li>
                    ))}
                </ul>
            )}
        </>
    );
}

function Model({ row }: { row: ModelActivity }) {
    const facts: [string, React.ReactNode][] = [
        ['Calls', count(row.calls)],
        ['Running', count(row.running)],
        ['Answered', count(row.answered)],
        ['Cancelled', count(row.cancelled)],
        ['Failed', count(failed(row))],
        ['First word', millis(row.first_word_median_ms)],
        ['95 of 100 within', millis(row.first_word_p95_ms)],
        ['Last failure', row.last_failure_at ? <Time key="at" at={row.last_failure_at} /> : '—'],
    ];
    return (
        <Card className="h-full">
            <div className="flex items-center justify-between gap-3">
                <h2 className="min-w-0 font-semibold">
                    {row.model} <span className="font-normal text-muted">· {row.provider}</span>
                </h2>
                {row.breaker && (
                    <span
                        className={`shrink-0 rounded-full px-2.5 py-0.5 text-xs ${row.breaker === 'closed' ? 'bg-success-soft text-success' : 'bg-danger-soft text-danger'}`}
                    >
                        breaker {row.breaker.replace('_', ' ')}
                    </span>
                )}
            </div>
            <dl className="mt-3 grid grid-cols-2 gap-3 text-sm sm:grid-cols-4">
                {facts.map(([name, value]) => (
                    <div key={name}>
                        <dt className="text-muted">{name}</dt>
                        <dd className="font-medium">{value}</dd>
                    </div>
                ))}
            </dl>
            {failed(row) > 0 && <p className="mt-3 text-sm text-danger">{failures(row)}</p>}
            {row.rests_until && (
                <p className="mt-3 text-sm text-danger">
                    Not called until <Time at={row.rests_until} />, because its provider asked for a pause.
                </p>
            )}
        </Card>
    );
}

function millis(amount: number | null): string {
    return amount === null ? '—' : `${count(amount)} ms`;
}
