import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { answerOf, api, type Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { count, counted } from '../text/format';
import { Button } from '../ui/button';
import { Empty, Loaded } from '../ui/listing';
import { say } from '../ui/live';
import { Notice } from '../ui/notice';
import { Card, Page } from '../ui/page';
import { Time } from '../ui/time';

const ASKED_EVERY_MILLIS = 1000;
const SAID: Record<Schema<'Replay'>['status'], string> = {
    running: 'The replay is running.',
    matched: 'Everything agrees.',
    mismatched: 'The replay found differences.',
    failed: 'The replay did not come to an end.',
};

/** Folds every account from its events again, and compares with what people are shown. */
export default function Replays() {
    const [search, setSearch] = useSearchParams();
    const id = search.get('id');
    const [key, setKey] = useState(() => crypto.randomUUID());
    const starting = useMutation({
        // However often it is pressed: one after the other, and the same one.
        scope: { id: 'replay' },
        mutationFn: (same: string) =>
            answerOf(api.POST('/api/audit/replays', { params: { header: { 'Idempotency-Key': same } } })),
        onSuccess: (replay) => {
            setKey(crypto.randomUUID());
            setSearch({ id: replay.id });
        },
    });
    const problem = starting.error && asProblem(starting.error);
    return (
        <Page
            title="Replays"
            lead="Computes every account again from its events, and compares it with what users see."
            actions={
                <Button kind="primary" busy={starting.isPending} onClick={() => starting.mutate(key)}>
                    Start a replay
                </Button>
            }
        >
            {problem && (
                <div className="mb-4">
                    <Notice kind="danger">
                        {problem.code === 'IN_PROGRESS' ? problem.detail : problem.message}
                    </Notice>
                </div>
            )}
            {id ? (
                <Replay key={id} id={id} />
            ) : (
                <Empty title="No replay is shown">Start one: it takes about a second for every 200,000 events.</Empty>
            )}
        </Page>
    );
}

function Replay({ id }: { id: string }) {
    const query = useQuery({
        queryKey: ['replay', id],
        queryFn: () => answerOf(api.GET('/api/audit/replays/{id}', { params: { path: { id } } })),
        refetchInterval: ({ state }) => (state.data?.status === 'running' ? ASKED_EVERY_MILLIS : false),
    });
    return <Loaded query={query}>{(replay) => <Outcome replay={replay} />}</Loaded>;
}

function Outcome({ replay }: { replay: Schema<'Replay'> }) {
    const mismatches = replay.mismatches ?? [];
    useEffect(() => {
        say(SAID[replay.status]);
    }, [replay.status]);
    return (
        <div className="flex flex-col gap-4">
            {replay.status === 'running' && <Progress replay={replay} />}
            {replay.status === 'matched' && (
                <Notice kind="success">
                    <strong>{SAID.matched}</strong> What people are shown is what the events add up to.
                </Notice>
            )}
            {replay.status === 'mismatched' && (
                <Notice kind="danger">
                    <strong>{counted(replay.mismatch_count ?? 0, 'difference')}.</strong> The events are right; the read
                    models have to be rebuilt.
                </Notice>
            )}
            {replay.status === 'failed' && (
                <Notice kind="danger">It did not come to an end: {replay.error?.toLowerCase().replaceAll('_', ' ')}.</Notice>
            )}
            <Card>
                <dl className="grid grid-cols-2 gap-4 text-sm sm:grid-cols-4">
                    <Fact name="Accounts" value={replay.accounts} />
                    <Fact name="Events" value={replay.events} />
                    <Fact name="Up to entry" value={replay.position} />
                    <div>
                        <dt className="text-muted">Started</dt>
                        <dd className="font-medium">{replay.started_at && <Time at={replay.started_at} />}</dd>
                    </div>
                </dl>
            </Card>
            {mismatches.length > 0 && (
                <div className="overflow-x-auto rounded-xl border bg-surface" tabIndex={0} role="group" aria-label="Differences">
                    <table className="w-full text-sm">
                        <thead className="border-b bg-sunken text-left text-muted">
                            <tr>
                                {['Read model', 'Account', 'What', 'From the events', 'As shown'].map((name) => (
                                    <th key={name} scope="col" className="px-4 py-2.5 font-medium">
                                        {name}
                                    </th>
                                ))}
                            </tr>
                        </thead>
                        <tbody>
                            {mismatches.map((one, place) => (
                                <tr key={place} className="border-b last:border-0">
                                    <td className="px-4 py-2">{one.projection}</td>
                                    <td className="px-4 py-2 font-mono text-xs">{one.account}</td>
                                    <td className="px-4 py-2">{one.key}</td>
                                    <td className="px-4 py-2 text-success">{JSON.stringify(one.expected)}</td>
                                    <td className="px-4 py-2 text-danger">{JSON.stringify(one.actual)}</td>
                                </tr>
                            ))}
                        </tbody>
                    </table>
                </div>
            )}
        </div>
    );
}

/** How far it is; at the end, the rows are compared. */
function Progress({ replay }: { replay: Schema<'Replay'> }) {
    const percent = replay.progress_percent ?? 0;
    return (
        <Card>
            <progress className="h-2 w-full" max={100} value={percent} aria-label="The replay" />
            <p className="mt-1 text-sm text-muted">
                {percent} %
                {replay.head != null && ` · entry ${count(replay.position ?? 0)} of ${count(replay.head)}`}
                {percent === 100 && ' · comparing'}
            </p>
        </Card>
    );
}

function Fact({ name, value }: { name: string; value: number | null | undefined }) {
    return (
        <div>
            <dt className="text-muted">{name}</dt>
            <dd className="font-medium">{value === null || value === undefined ? '—' : count(value)}</dd>
        </div>
    );
}
