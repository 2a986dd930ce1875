import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, type Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { count, counted } from '../text/format';
import { duration } from '../text/time';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Line } from '../ui/chart';
import { toast } from '../ui/live';
import { Card } from '../ui/page';
import { Time } from '../ui/time';
import type { Operation, Sample } from './live';

type Projection = Schema<'Projection'>;

const STATES: Record<Projection['state'], string> = {
    following: 'bg-success-soft text-success',
    rebuilding: 'bg-warning-soft text-warning',
    paused: 'bg-warning-soft text-warning',
    failing: 'bg-danger-soft text-danger',
};

/** How the read models follow the events, and how they are rebuilt. */
export function Projections({ rows, samples }: { rows: Projection[]; samples: Operation['samples'] }) {
    const [rebuilding, setRebuilding] = useState<Projection>();
    return (
        <>
            <ul aria-label="Read models" className="grid gap-3 md:grid-cols-2">
                {rows.map((row) => (
                    <li key={row.name}>
                        <Model row={row} samples={samples.get(row.name) ?? []} onRebuild={() => setRebuilding(row)} />
                    </li>
                ))}
            </ul>
            {rebuilding && (
                <Ask
                    title={`Rebuild ${rebuilding.name}?`}
                    verb="Rebuild it"
                    said={`${rebuilding.name} is being rebuilt.`}
                    onClose={() => setRebuilding(undefined)}
                    act={(key) =>
                        answerOf(
                            api.POST('/api/ops/projections/{name}/rebuild', {
                                params: { path: { name: rebuilding.name }, header: { 'Idempotency-Key': key } },
                            }),
                        )
                    }
                >
                    <p>
                        All {counted(rebuilding.head, 'event')} are read again. Until that is done the present read model
                        answers, and people go on chatting.
                    </p>
                </Ask>
            )}
        </>
    );
}

function Model({ row, samples, onRebuild }: { row: Projection; samples: readonly Sample[]; onRebuild: () => void }) {
    return (
        <Card className="h-full">
            <div className="flex items-center justify-between gap-3">
                <h2 className="font-semibold">{row.name}</h2>
                <span className={`rounded-full px-2.5 py-0.5 text-xs ${STATES[row.state]}`}>{row.state}</span>
            </div>
            <dl className="mt-3 grid grid-cols-2 gap-3 text-sm sm:max-md:grid-cols-4">
                <Fact name="Events behind">{counted(row.lag, 'event')}</Fact>
                <Fact name="Time behind">{duration(row.lag_seconds)}</Fact>
                <Fact name="At entry">
                    {count(row.position)} of {count(row.head)}
                </Fact>
                <Fact name="Last update">
                    <Time at={row.updated_at} />
                </Fact>
            </dl>
            <div className="mt-3 grid grid-cols-2 gap-3 text-xs text-muted">
                <Moving what="events" unit={(most) => counted(most, 'event')} values={samples.map((one) => one.events)} />
                <Moving what="time" unit={duration} values={samples.map((one) => one.seconds)} />
            </div>
            {(row.state === 'rebuilding' || row.state === 'paused') && <Progress row={row} />}
            {row.error && (
                <p className="mt-3 text-sm text-danger">
                    Stopped at entry {count(row.error.position)}: {row.error.problem.toLowerCase().replaceAll('_', ' ')}.
                </p>
            )}
            {row.state !== 'rebuilding' && row.state !== 'paused' && (
                <Button className="mt-4" onClick={onRebuild}>
                    Rebuild
                </Button>
            )}
        </Card>
    );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
    return (
        <div>
            <dt className="text-muted">{name}</dt>
            <dd className="font-medium">{children}</dd>
        </div>
    );
}

function Moving({ what, unit, values }: { what: string; unit: (most: number) => string; values: number[] }) {
    const most = unit(Math.max(0, ...values));
    return (
        <div>
            <Line label={`Behind in ${what} over the last two minutes, at most ${most}`} values={values} />
            <p className="mt-1">at most {most}</p>
        </div>
    );
}

/** How far a rebuild is, and what can be done about it. */
function Progress({ row }: { row: Projection }) {
    const { name, state, progress_percent: percent, seconds_left: left } = row;
    const rate = row.events_per_second_10s ?? row.events_per_second;
    const params = { path: { name } };
    const pausing = useMutation({
        mutationFn: () =>
            answerOf(
                state === 'paused'
                    ? api.POST('/api/ops/projections/{name}/rebuild/resume', { params })
                    : api.POST('/api/ops/projections/{name}/rebuild/pause', { params }),
            ),
        onSuccess: () => toast(`The rebuild of ${name} ${state === 'paused' ? 'is resumed' : 'is paused'}.`),
        onError: (thrown) => toast(asProblem(thrown).message, { kind: 'failed' }),
    });
    const [cancelling, setCancelling] = useState(false);
    return (
        <div className="mt-3">
            <progress className="h-2 w-full" max={100} value={percent} aria-label={`Rebuild of ${name}`} />
            <p className="mt-1 text-sm text-muted">
                {[
                    `${percent} %`,
                    ...(rate === null ? [] : [`${count(rate)} events/s`]),
                    ...(left === null ? [] : [`${duration(left)} left`]),
                ].join(' · ')}
            </p>
            <div className="mt-4 flex flex-wrap gap-2">
                <Button busy={pausing.isPending} onClick={() => pausing.mutate()}>
                    {state === 'paused' ? 'Resume' : 'Pause'}
                </Button>
                <Button kind="danger" onClick={() => setCancelling(true)}>
                    Cancel the rebuild
                </Button>
            </div>
            {cancelling && (
                <Ask
                    title={`Cancel the rebuild of ${name}?`}
                    verb="Cancel it"
                    otherwise="Let it go on"
                    danger
                    said={`The rebuild of ${name} is cancelled. The current read model stays.`}
                    onClose={() => setCancelling(false)}
                    act={() => answerOf(api.POST('/api/ops/projections/{name}/rebuild/cancel', { params }))}
                >
                    <p>
                        The {percent} % that are done are thrown away. The present read model goes on answering; a new
                        rebuild begins at the first event.
                    </p>
                </Ask>
            )}
        </div>
    );
}
