import { infiniteQueryOptions, skipToken, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { answerOf, api } from '../api/client';
import { pages } from '../api/queries';
import { placeOf } from '../chat/place';
import { around } from '../text/excerpt';
import { Typed, useFilter } from '../ui/filter';
import { Empty, Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Time } from '../ui/time';

const found = (q: string) =>
    infiniteQueryOptions({
        queryKey: ['messages', 'search', q],
        queryFn:
            q === ''
                ? skipToken
                : ({ pageParam: before }) => answerOf(api.GET('/api/chat', { params: { query: { q, before } } })),
        ...pages,
    });

/** What was said, by a part of it. */
export default function Search() {
    const filter = useFilter();
    const q = filter.of('q');
    const query = useInfiniteQuery(found(q));
    return (
        <Page title="Search" lead="In all your messages and their replies, newest first.">
            <div className="mb-4 max-w-md">
                <Typed filter={filter} name="q" label="Words" kind="search" />
            </div>
            {q === '' ? (
                <Empty title="What are you looking for?">A word from a message or a reply is enough.</Empty>
            ) : (
                <Listing query={query} empty={<Empty title="No messages match">Try fewer letters.</Empty>}>
                    {(rows) => (
                        <ul aria-label="Found" className="divide-y rounded-xl border bg-surface text-sm">
                            {rows.map((row) => (
                                <li key={row.id}>
                                    <Link to={placeOf(row.conversation_id, row.id)} className="block px-4 py-3 hover:bg-hover">
                                        <Found text={row.message} words={q} />
                                        {row.response !== null && (
                                            <span className="text-muted">
                                                <Found text={row.response} words={q} />
                                            </span>
                                        )}
                                        <span className="block text-xs text-muted">
                                            <Time at={row.created_at} /> · {row.model}
                                        </span>
                                    </Link>
                                </li>
                            ))}
                        </ul>
                    )}
                </Listing>
            )}
        </Page>
    );
}

function Found({ text, words }: { text: string; words: string }) {
    const [before, hit, after] = around(text, words);
    return (
        <span className="block">
            {before}
            {hit && <mark className="rounded bg-accent-soft text-ink">{hit}</mark>}
            {after}
        </span>
    );
}
