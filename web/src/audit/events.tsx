import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { authorized, type Schema } from '../api/client';
import { problemOf } from '../api/problem';
import { count } from '../text/format';
import { Button } from '../ui/button';
import { Field, Select } from '../ui/field';
import { Empty, Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Time } from '../ui/time';

type RecordedEvent = Schema<'RecordedEvent'>;

const PAGE = 50;
const TYPES = [
    'UserRegistered', 'ProfileChanged', 'RolesChanged', 'AccountSuspended', 'AccountReactivated', 'AccountClosed',
    'TokensGranted', 'TokensRevoked', 'MessageSent', 'TokensHeld', 'ReplyRecorded', 'TokensDebited', 'ReplyFailed',
    'HoldReleased', 'ConversationRenamed', 'ConversationHidden',
] as const;

/** The recorded events in their order, each as it is stored. */
export default function Events() {
    const [search, setSearch] = useSearchParams();
    const filter = Object.fromEntries(
        ['type', 'account', 'actor', 'after'].flatMap((name) => {
            const value = search.get(name)?.trim();
            return value ? [[name, value]] : [];
        }),
    );
    const query = useInfiniteQuery({
        queryKey: ['events', filter],
        queryFn: ({ pageParam: after }) => events({ ...filter, ...(after ? { after } : {}) }),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last) => last.next ?? undefined,
    });
    return (
        <Page title="Events" lead="In their order, as they are stored. None is ever changed.">
            <form
                className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1.6fr_1.6fr_1fr_auto]"
                onSubmit={(event) => {
                    event.preventDefault();
                    const entries = [...new FormData(event.currentTarget)].filter(([, value]) => value !== '');
                    setSearch(Object.fromEntries(entries) as Record<string, string>);
                }}
            >
                <Select label="Type" name="type" defaultValue={search.get('type') ?? ''}>
                    <option value="">All types</option>
                    {TYPES.map((type) => (
                        <option key={type}>{type}</option>
                    ))}
                </Select>
                <Field label="Account" name="account" placeholder="Its id" defaultValue={search.get('account') ?? ''} />
                <Field label="Actor" name="actor" placeholder="An id or system" defaultValue={search.get('actor') ?? ''} />
                <Field label="After entry" name="after" inputMode="numeric" pattern="[0-9]*" defaultValue={search.get('after') ?? ''} />
                <Button type="submit">Show</Button>
            </form>
            <Listing query={query} empty={<Empty title="No event is like that" />}>
                {(rows) => (
                    <ol className="divide-y rounded-xl border bg-surface text-sm">
                        {rows.map((event) => (
                            <li key={event.position}>
                                <details className="group">
                                    <summary className="flex min-h-11 flex-wrap items-center gap-x-4 px-4 py-2 hover:bg-hover">
                                        <span className="w-16 text-muted">{count(event.position)}</span>
                                        <span className="grow font-medium">{event.type}</span>
                                        <Time at={event.recorded_at} className="text-muted" />
                                    </summary>
                                    <pre
                                        tabIndex={0}
                                        role="group"
                                        aria-label={`Event ${event.position}`}
                                        className="overflow-x-auto border-t bg-sunken p-4 font-mono text-xs"
                                    >
                                        {JSON.stringify(event, null, 2)}
                                    </pre>
                                </details>
                            </li>
                        ))}
                    </ol>
                )}
            </Listing>
        </Page>
    );
}

/** A page of them; they come one a line. */
async function events(filter: Record<string, string>): Promise<{ results: RecordedEvent[]; next: string | null }> {
    const parameters = new URLSearchParams({ ...filter, limit: String(PAGE) });
    const response = await authorized(new Request(new URL(`/api/audit/events?${parameters.toString()}`, location.origin)));
    if (!response.ok) {
        throw problemOf(await response.json().catch(() => undefined), response.status, response.headers);
    }
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    const results = lines.map((line) => JSON.parse(line) as RecordedEvent);
    return { results, next: results.length === PAGE ? String(results.at(-1)!.position) : null };
}
