import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api, textOf } from '../api/client';
import { count, counted } from '../text/format';
import { CopyButton } from '../ui/copy';
import { Empty, Listing, Loaded } from '../ui/listing';
import { Card, Page, Section } from '../ui/page';
import { SaveFile } from '../ui/save';
import { Time } from '../ui/time';
import { logKeys, VerifyReceipt } from './verify';

interface Checkpoint {
    size: number;
    root: string;
    created_at: string;
}

/** So many events are looked back over at once; each has at most one checkpoint. */
const EVENTS_ON_A_PAGE = 200;

const newest = {
    queryKey: ['log', 'checkpoint'],
    queryFn: () => textOf(api.GET('/api/audit/log/checkpoint', { parseAs: 'text' })),
};

/** The log of all events: what was signed of it, and by which key. */
export default function Log() {
    const query = useQuery(newest);
    return (
        <Page
            title="Log"
            lead="All events, under a signature that anybody can check."
            actions={
                <SaveFile name="log.tar" file={() => api.GET('/api/audit/log/export', { parseAs: 'blob' })}>
                    Save the whole log
                </SaveFile>
            }
        >
            <div className="grid gap-x-3 gap-y-8 *:mt-0 *:min-w-0 lg:grid-cols-2">
                <Section title="Newest checkpoint">
                    <Loaded query={query} rows={2}>
                        {(note) => <Signed note={note} />}
                    </Loaded>
                </Section>
                <Section title="Key">
                    <Key />
                </Section>
            </div>
            <Section title="Verify a receipt">
                <VerifyReceipt />
            </Section>
            {query.data && (
                <Section title="Earlier checkpoints">
                    <History size={sizeOf(query.data)} />
                </Section>
            )}
        </Page>
    );
}

function sizeOf(note: string): number {
    return Number(note.split('\n')[1]);
}

function Signed({ note }: { note: string }) {
    return (
        <Card>
            <p className="flex items-center justify-between gap-3 font-medium">
                {counted(sizeOf(note), 'event')}
                <CopyButton text={note} label="Copy the checkpoint" />
            </p>
            <pre tabIndex={0} role="group" aria-label="The checkpoint as it was signed" className="mt-2 overflow-x-auto font-mono text-xs text-muted">
                {note}
            </pre>
        </Card>
    );
}

function Key() {
    const keys = useQuery(logKeys);
    return (
        <Loaded query={keys} rows={2}>
            {([current, ...earlier]) => (
                <Card>
                    <p className="text-sm text-muted">Keep it where this server cannot change it: everything is checked with it.</p>
                    <KeyLine text={current!} label="Copy the key" />
                    {earlier.length > 0 && (
                        <p className="mt-4 text-sm text-muted">Earlier keys, for the receipts that they signed:</p>
                    )}
                    {earlier.map((key) => (
                        <KeyLine key={key} text={key} label="Copy an earlier key" />
                    ))}
                </Card>
            )}
        </Loaded>
    );
}

function KeyLine({ text, label }: { text: string; label: string }) {
    return (
        <div className="mt-3 flex items-center gap-2 rounded-lg border bg-sunken py-1 pr-1 pl-3">
            <code className="min-w-0 grow font-mono text-xs break-all">{text}</code>
            <CopyButton text={text} label={label} />
        </div>
    );
}

function History({ size }: { size: number }) {
    const query = useInfiniteQuery({
        queryKey: ['log', 'checkpoints', size],
        queryFn: async ({ pageParam: last }) => {
            const after = Math.max(0, last - EVENTS_ON_A_PAGE);
            const query = { after, limit: EVENTS_ON_A_PAGE };
            const lines = await textOf(api.GET('/api/audit/log/checkpoints', { params: { query }, parseAs: 'text' }));
            const results = lines
                .split('\n')
                .filter((line) => line !== '')
                .map((line) => JSON.parse(line) as Checkpoint)
                .filter((one) => one.size <= last)
                .reverse();
            return { results, next: after > 0 ? String(after) : null };
        },
        initialPageParam: size,
        getNextPageParam: ({ next }) => (next === null ? undefined : Number(next)),
    });
    return (
        <Listing query={query} empty={<Empty title="There are none" />}>
            {(rows) => (
                <ol aria-label="Checkpoints" className="divide-y rounded-xl border bg-surface text-sm">
                    {rows.map((one) => (
                        <li key={one.size} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2.5">
                            <span className="w-24 font-medium">{count(one.size)}</span>
                            <code className="min-w-0 grow font-mono text-xs break-all text-muted">{one.root}</code>
                            <Time at={one.created_at} className="text-muted" />
                        </li>
                    ))}
                </ol>
            )}
        </Listing>
    );
}
