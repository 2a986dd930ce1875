import { infiniteQueryOptions, keepPreviousData, QueryClient, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Query, type Schema } from './client';
import { asProblem } from './problem';
import { onTokensMovedElsewhere, tellOtherTabsThatTokensMoved } from './session';

const RETRIES = 2;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As many as the API gives at once. */
const MOST_ON_A_PAGE = 200;

export const queries = new QueryClient({
    defaultOptions: {
        queries: {
            staleTime: 10_000,
            // What was refused will be refused again; what is down may come back.
            retry: (failures, thrown) => asProblem(thrown).passes && failures < RETRIES,
            networkMode: 'always',
        },
        mutations: { networkMode: 'always' },
    },
});

export const profile = queryOptions({
    queryKey: ['profile'],
    queryFn: () => answerOf(api.GET('/api/user/profile')),
    staleTime: 60_000,
});

/** Of one's address: whether it is verified, and which one waits for its code. */
export const email = queryOptions({
    queryKey: ['profile', 'email'],
    queryFn: () => answerOf(api.GET('/api/user/email')),
    staleTime: 60_000,
});

export const balance = queryOptions({
    queryKey: ['balance'],
    queryFn: () => answerOf(api.GET('/api/tokens')),
});

/** Those that chat. */
export const models = queryOptions({
    queryKey: ['models'],
    queryFn: async () => (await answerOf(api.GET('/v1/models'))).data.filter((one) => one.kind === 'chat'),
    staleTime: 300_000,
});

interface Page {
    next: string | null;
}

/** Page after page, newest first or as the server sorts. */
export const pages = {
    initialPageParam: undefined as string | undefined,
    getNextPageParam: <Last extends Page>(last: Last) => last.next ?? undefined,
};

const conversationsThatAre = (archived: boolean) =>
    infiniteQueryOptions({
        queryKey: ['conversations', { archived }],
        queryFn: ({ pageParam: before }) =>
            answerOf(api.GET('/api/conversations', { params: { query: { archived, before } } })),
        ...pages,
    });

export const conversations = conversationsThatAre(false);
export const archived = conversationsThatAre(true);

/** Those with these words in their title, also those that are not listed yet. */
export const conversationsTitled = (q: string) =>
    queryOptions({
        queryKey: ['conversations', 'titled', q],
        queryFn: async () => (await answerOf(api.GET('/api/conversations', { params: { query: { q } } }))).results,
        enabled: q !== '',
        placeholderData: keepPreviousData,
    });

export const messages = (conversation: string) =>
    infiniteQueryOptions({
        queryKey: ['messages', conversation],
        queryFn: ({ pageParam: before }) =>
            answerOf(api.GET('/api/chat', { params: { query: { conversation_id: conversation, before } } })),
        ...pages,
        // Reloading by Ctrl-R does it; a long conversation is not fetched anew with every look at it.
        refetchOnWindowFocus: false,
        // Somebody else may be waiting for the reply: another tab, or this one before it was reloaded.
        refetchInterval: (query) =>
            query.state.data?.pages[0]?.results.some((message) => message.status === 'pending') ? 2000 : false,
    });

export type StatementFilter = Omit<Query<'/api/tokens/history'>, 'limit' | 'before' | 'format'>;

/** A page of one's own statement, or for administrators of that account's. */
export function statementPage(query: Query<'/api/tokens/history'>, account?: string): Promise<Schema<'Statement'>> {
    return account === undefined
        ? answerOf(api.GET('/api/tokens/history', { params: { query } }))
        : answerOf(api.GET('/api/admin/users/{id}/statement', { params: { path: { id: account }, query } }));
}

export const statement = (filter: StatementFilter = {}, account?: string) =>
    infiniteQueryOptions({
        queryKey: ['statement', account ?? 'mine', filter],
        queryFn: ({ pageParam: before }) => statementPage({ ...filter, before }, account),
        ...pages,
    });

/** What came and went in the whole life of the account. */
export const totals = queryOptions({
    queryKey: ['statement', 'totals'],
    queryFn: async () => (await statementPage({ limit: 1 })).totals,
});

export const keys = queryOptions({
    queryKey: ['keys'],
    queryFn: async () => (await answerOf(api.GET('/api/user/keys'))).results,
});

export const sessions = queryOptions({
    queryKey: ['sessions'],
    queryFn: async () => (await answerOf(api.GET('/api/user/sessions'))).results,
});

export type UserFilter = Omit<Query<'/api/admin/users'>, 'limit' | 'after'>;

export const users = (filter: UserFilter) =>
    infiniteQueryOptions({
        queryKey: ['users', filter],
        queryFn: ({ pageParam: after }) =>
            UUID.test(filter.q ?? '')
                ? accountById(filter.q!)
                : answerOf(api.GET('/api/admin/users', { params: { query: { ...filter, after } } })),
        ...pages,
    });

async function accountById(id: string): Promise<Schema<'Accounts'>> {
    try {
        return { results: [await answerOf(api.GET('/api/admin/users/{id}', { params: { path: { id } } }))], next: null };
    } catch (thrown) {
        if (asProblem(thrown).code === 'NOT_FOUND') {
            return { results: [], next: null };
        }
        throw thrown;
    }
}

export const user = (id: string) =>
    queryOptions({
        queryKey: ['user', id],
        queryFn: () => answerOf(api.GET('/api/admin/users/{id}', { params: { path: { id } } })),
    });

/** By how many sessions and keys an account can be used. */
export const access = (id: string) =>
    queryOptions({
        queryKey: ['user', id, 'access'],
        queryFn: () => answerOf(api.GET('/api/admin/users/{id}/access', { params: { path: { id } } })),
    });

export const conversationsOf = (id: string) =>
    infiniteQueryOptions({
        queryKey: ['user', id, 'conversations'],
        queryFn: ({ pageParam: before }) =>
            answerOf(api.GET('/api/admin/users/{id}/conversations', { params: { path: { id }, query: { before } } })),
        ...pages,
    });

export type ActFilter = Omit<Query<'/api/admin/acts'>, 'limit' | 'before'>;

export function actPage(query: Query<'/api/admin/acts'>): Promise<Schema<'Acts'>> {
    return answerOf(api.GET('/api/admin/acts', { params: { query } }));
}

export const acts = (filter: ActFilter) =>
    infiniteQueryOptions({
        queryKey: ['acts', filter],
        queryFn: ({ pageParam: before }) => actPage({ ...filter, before }),
        ...pages,
    });

/** All pages of a list, one after the other. */
export async function everything<Row>(
    page: (query: { limit: number; before?: string }) => Promise<{ results: Row[]; next: string | null }>,
): Promise<Row[]> {
    const all: Row[] = [];
    let before: string | undefined;
    do {
        const { results, next } = await page({ limit: MOST_ON_A_PAGE, before });
        all.push(...results);
        before = next ?? undefined;
    } while (before);
    return all;
}

/**
 * Asks again for what has changed. Also for what is being asked for the first time: its answer may be from before, and
 * `invalidateQueries` alone would wait for that one.
 */
export async function askAgain(...queryKey: string[]): Promise<void> {
    await queries.cancelQueries({ queryKey });
    await queries.invalidateQueries({ queryKey });
}

/** After something that moved tokens. The aggregate says what is left; the rest is asked for when somebody looks. */
export function tokensMoved(available?: number): void {
    if (available !== undefined) {
        queries.setQueryData<Schema<'Balance'>>(balance.queryKey, (old) => ({
            tokens: available,
            available,
            held: old?.held ?? 0,
        }));
    }
    askAgainForTokens();
    tellOtherTabsThatTokensMoved();
}

function askAgainForTokens(): void {
    void queries.invalidateQueries({ queryKey: balance.queryKey });
    void askAgain('statement');
}

onTokensMovedElsewhere(askAgainForTokens);
