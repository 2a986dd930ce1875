import { useInfiniteQuery } from '@tanstack/react-query';
import { eventTypeValues } from '#schema';
import { api, textOf, type Query, type Schema } from '../api/client';
import { count, wholeOf } from '../text/format';
import { Select } from '../ui/field';
import { Days, NothingFound, Typed, useFilter } from '../ui/filter';
import { Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Time } from '../ui/time';

type RecordedEvent = Schema<'RecordedEvent'>;
type Asked = Omit<Query<'/api/audit/events'>, 'limit'>;

const PAGE = 50;
/** The recorded events in their order, each as it is stored. */
export default function Events() {
    const filter = useFilter();
    const type = eventTypeValues.find((one) => one === filter.of('type'));
    const account = filter.of('account');
    const actor = filter.of('actor');
    const after = wholeOf(filter.of('after'));
    const asked: Asked = {
        ...filter.time,
        ...(type ? { type } : {}),
        ...(account ? { account } : {}),
        ...(actor ? { actor } : {}),
        ...(after ? { after } : {}),
    };
    const query = useInfiniteQuery({
        queryKey: ['events', asked],
        queryFn: ({ pageParam }) => events({ ...asked, ...(pageParam === undefined ? {} : { after: pageParam }) }),
        initialPageParam: undefined as number | undefined,
        getNextPageParam: (last) => (last.next === null ? undefined : Number(last.next)),
    });
    return (
        <Page title="Events" lead="All events in their order, as they are stored. None is ever changed.">
            <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-3">
                <Select label="Type" value={filter.of('type')} onChange={(event) => filter.set('type', event.target.value)}>
                    <option value="">All types</option>
                    {eventTypeValues.map((type) => (
                        <option key={type}>{type}</option>
                    ))}
                </Select>
                <Typed filter={filter} name="account" label="Account" placeholder="Its id" />
                <Typed filter={filter} name="actor" label="Actor" placeholder="An id, or system" />
                <Typed filter={filter} name="after" label="After entry" kind="number" />
                <Days filter={filter} />
            </div>
            <Listing query={query} empty={<NothingFound filter={filter} title="No events match" />}>
                {(rows) => (
                    <ol aria-label="Events" className="divide-y rounded-xl border bg-surface text-sm">
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
async function events(filter: Asked): Promise<{ results: RecordedEvent[]; next: string | null }> {
    const query = { ...filter, limit: PAGE };
    const lines = await textOf(api.GET('/api/audit/events', { params: { query }, parseAs: 'text' }));
    const results = lines
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as RecordedEvent);
    return { results, next: results.length === PAGE ? String(results.at(-1)!.position) : null };
}
