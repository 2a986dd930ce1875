import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answerOf, api, type Schema } from '../api/client';
import { queries } from '../api/queries';
import { count, counted } from '../text/format';
import { duration } from '../text/time';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Line } from '../ui/chart';
import { Loaded } from '../ui/listing';
import { Notice } from '../ui/notice';
import { Card, Page } from '../ui/page';
import { Time } from '../ui/time';

type Projection = Schema<'Projection'>;

const ASKED_EVERY_MILLIS = 2000;
const SHOWN_SAMPLES = 60;

const projections = {
    queryKey: ['projections'],
    queryFn: async () => (await answerOf(api.GET('/api/ops/projections'))).results,
    refetchInterval: ASKED_EVERY_MILLIS,
    staleTime: 0,
};

/** How the read models follow the events. */
export default function Ops() {
    const query = useQuery(projections);
    const samples = useSamples(query.data, query.dataUpdatedAt);
    const [rebuilding, setRebuilding] = useState<Projection>();
    return (
        <Page title="Read models" lead="Asked for anew every two seconds.">
            {query.isError && query.data && (
                <div className="mb-4">
                    <Notice kind="danger">
                        The connection is lost. What is shown is as it was {new Date(query.dataUpdatedAt).toLocaleTimeString('en')}.
                    </Notice>
                </div>
            )}
            <Loaded query={query}>
                {(rows) => (
                    <ul className="grid gap-3 md:grid-cols-2">
                        {rows.map((row) => (
                            <li key={row.name}>
                                <Model row={row} samples={samples.get(row.name) ?? []} onRebuild={() => setRebuilding(row)} />
                            </li>
                        ))}
                    </ul>
                )}
            </Loaded>
            {rebuilding && (
                <Ask
                    title={`Rebuild ${rebuilding.name}?`}
                    verb="Rebuild it"
                    said={`${rebuilding.name} is being rebuilt.`}
                    onClose={() => setRebuilding(undefined)}
                    act={async () => {
                        await answerOf(
                            api.POST('/api/ops/projections/{name}/rebuild', { params: { path: { name: rebuilding.name } } }),
                        );
                        await queries.invalidateQueries({ queryKey: projections.queryKey });
                    }}
                >
                    <p>
                        All {counted(rebuilding.head, 'event')} are folded anew. Until that is done the present one answers,
                        and people go on chatting.
                    </p>
                </Ask>
            )}
        </Page>
    );
}

interface Sample {
    atMillis: number;
    lag: number;
    position: number;
}

function useSamples(rows: Projection[] | undefined, atMillis: number): Map<string, Sample[]> {
    const samples = useRef(new Map<string, Sample[]>());
    const [, setAt] = useState(0);
    useEffect(() => {
        rows?.forEach(({ name, lag, position }) =>
            samples.current.set(name, [
                ...(samples.current.get(name) ?? []).slice(1 - SHOWN_SAMPLES),
                { atMillis, lag, position },
            ]),
        );
        setAt(atMillis);
    }, [rows, atMillis]);
    return samples.current;
}

const STATES: Record<Projection['state'], { word: string; look: string }> = {
    following: { word: 'following', look: 'bg-success-soft text-success' },
    rebuilding: { word: 'rebuilding', look: 'bg-warning-soft text-warning' },
    paused: { word: 'paused', look: 'bg-warning-soft text-warning' },
    failing: { word: 'failing', look: 'bg-danger-soft text-danger' },
};

function Model({ row, samples, onRebuild }: { row: Projection; samples: Sample[]; onRebuild: () => void }) {
    const { word, look } = STATES[row.state];
    const rate = eventsPerSecond(samples);
    return (
        <Card className="h-full">
            <div className="flex items-center justify-between gap-3">
                <h2 className="font-semibold">{row.name}</h2>
                <span className={`rounded-full px-2.5 py-0.5 text-xs ${look}`}>{word}</span>
            </div>
            <dl className="mt-3 grid grid-cols-3 gap-3 text-sm">
                <div>
                    <dt className="text-muted">Behind</dt>
                    <dd className="font-medium">{counted(row.lag, 'event')}</dd>
                </div>
                <div>
                    <dt className="text-muted">At entry</dt>
                    <dd className="font-medium">{count(row.position)}</dd>
                </div>
                <div>
                    <dt className="text-muted">Moved</dt>
                    <dd className="font-medium">
                        <Time at={row.updated_at} />
                    </dd>
                </div>
            </dl>
            <div className="mt-3">
                <Line
                    label={`Events behind, over the last two minutes, at most ${count(Math.max(0, ...samples.map((one) => one.lag)))}`}
                    values={samples.map((one) => one.lag)}
                />
            </div>
            {row.state === 'rebuilding' && (
                <div className="mt-3">
                    <progress
                        className="h-2 w-full accent-accent"
                        max={100}
                        value={row.progress_percent}
                        aria-label={`Rebuild of ${row.name}`}
                    />
                    <p className="mt-1 text-sm text-muted">
                        {row.progress_percent} %
                        {rate > 0 && ` · ${count(Math.round(rate))} events/s · ${duration(row.lag / rate)} left`}
                    </p>
                </div>
            )}
            {row.error && (
                <p className="mt-3 text-sm text-danger">
                    Stopped at entry {count(row.error.position)}: {row.error.problem.toLowerCase().replaceAll('_', ' ')}.
                </p>
            )}
            <Button className="mt-4" disabled={row.state === 'rebuilding'} onClick={onRebuild}>
                Rebuild
            </Button>
        </Card>
    );
}

/** Over what is shown since the rebuild began; 0 if it does not move, or not forward. */
function eventsPerSecond(samples: Sample[]): number {
    const last = samples.at(-1);
    const from = samples.findLastIndex((one, place) => place > 0 && one.position < samples[place - 1]!.position);
    const first = samples[Math.max(0, from)];
    return last && first && last.atMillis > first.atMillis
        ? Math.max(0, ((last.position - first.position) * 1000) / (last.atMillis - first.atMillis))
        : 0;
}
