import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answerOf, api, type Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { conversationsOf, pages, queries } from '../api/queries';
import { counted, tokens } from '../text/format';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Empty, Listing } from '../ui/listing';
import { Card, Section } from '../ui/page';
import { Time } from '../ui/time';
import { ReasonField } from './doing';

const Markdown = lazy(() => import('../text/markdown'));

const chatsOf = (id: string) =>
    infiniteQueryOptions({
        queryKey: ['user', id, 'chats'],
        queryFn: ({ pageParam: before }) =>
            answerOf(api.GET('/api/admin/users/{id}/chat', { params: { path: { id }, query: { before } } })),
        ...pages,
        // What may be read now may not be read later.
        staleTime: 0,
        gcTime: 0,
    });

/** That there are conversations, and, for who says why, what is in them. */
export function Chats({ account }: { account: Schema<'Account'> }) {
    return (
        <>
            <Section title="What was said">
                <Said account={account} />
            </Section>
            <Section title="Conversations">
                <Conversations account={account} />
            </Section>
        </>
    );
}

function Said({ account }: { account: Schema<'Account'> }) {
    const query = useInfiniteQuery(chatsOf(account.id));
    const [opening, setOpening] = useState(false);
    const [reason, setReason] = useState('');
    if (!query.isError || asProblem(query.error).code !== 'FORBIDDEN') {
        return (
            <Listing query={query} empty={<Empty title={`${account.username} has written nothing yet`} />}>
                {(rows) => (
                    <ol aria-label="Messages" className="flex flex-col gap-3">
                        {rows.map((row) => (
                            <Message key={row.id} row={row} />
                        ))}
                    </ol>
                )}
            </Listing>
        );
    }
    return (
        <Card>
            <p className="text-sm text-muted">
                What {account.username} and the models have said is not shown. Give a reason to read it for a while. That you
                have done so, and why, is recorded among the acts.
            </p>
            <Button className="mt-4" onClick={() => setOpening(true)}>
                Open the chats
            </Button>
            {opening && (
                <Ask
                    title={`Open the chats of ${account.username}?`}
                    verb="Open them"
                    ready={reason.trim() !== ''}
                    said={`The chats of ${account.username} are open to you.`}
                    onClose={() => setOpening(false)}
                    act={async (key) => {
                        await answerOf(
                            api.POST('/api/admin/users/{id}/chat/open', {
                                params: { path: { id: account.id }, header: { 'Idempotency-Key': key } },
                                body: { reason: reason.trim() },
                            }),
                        );
                        await Promise.all([
                            queries.invalidateQueries({ queryKey: ['user', account.id] }),
                            queries.invalidateQueries({ queryKey: ['acts'] }),
                        ]);
                    }}
                >
                    <ReasonField value={reason} onChange={setReason} />
                </Ask>
            )}
        </Card>
    );
}

function Message({ row }: { row: Schema<'HistoryEntry'> }) {
    return (
        <li className="rounded-xl border bg-surface p-4 text-sm">
            <p className="text-xs text-muted">
                <Time at={row.created_at} /> · {row.model} · {row.status} · {tokens(row.tokens_deducted)}
            </p>
            <p className="mt-2 rounded-lg bg-accent-soft px-3 py-2 whitespace-pre-wrap">{row.message}</p>
            {row.response !== null && (
                <div className="mt-3">
                    <Suspense fallback={null}>
                        <Markdown text={row.response} />
                    </Suspense>
                </div>
            )}
        </li>
    );
}

function Conversations({ account }: { account: Schema<'Account'> }) {
    const query = useInfiniteQuery(conversationsOf(account.id));
    return (
        <Listing query={query} empty={<Empty title="There are no conversations" />}>
            {(rows) => (
                <ul aria-label="Conversations" className="divide-y rounded-xl border bg-surface text-sm">
                    {rows.map((row) => (
                        <li key={row.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
                            <span className="min-w-0 grow">
                                <span className="font-medium">{counted(row.messages, 'message')}</span>
                                <span className="text-muted">
                                    {row.deleted_at ? ' · deleted' : row.archived ? ' · archived' : ''}
                                </span>
                                <span className="block font-mono text-xs text-muted">{row.id}</span>
                            </span>
                            <span className="text-muted">
                                <Time at={row.created_at} /> to <Time at={row.deleted_at ?? row.last_activity_at} />
                            </span>
                        </li>
                    ))}
                </ul>
            )}
        </Listing>
    );
}
