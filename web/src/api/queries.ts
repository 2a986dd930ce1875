import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schema } from './client';
import { asProblem } from './problem';

const RETRIES = 2;

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

export const balance = queryOptions({
    queryKey: ['balance'],
    queryFn: () => answerOf(api.GET('/api/tokens')),
});

export const models = queryOptions({
    queryKey: ['models'],
    queryFn: async () => (await answerOf(api.GET('/v1/models'))).data,
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

export const conversations = infiniteQueryOptions({
    queryKey: ['conversations'],
    queryFn: ({ pageParam: before }) => answerOf(api.GET('/api/conversations', { params: { query: { before } } })),
    ...pages,
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

export interface StatementFilter {
    type?: Schema<'EntryType'>;
    from?: string;
    until?: string;
}

export const statement = (filter: StatementFilter = {}) =>
    infiniteQueryOptions({
        queryKey: ['statement', filter],
        queryFn: ({ pageParam: before }) =>
            answerOf(api.GET('/api/tokens/history', { params: { query: { ...filter, before } } })),
        ...pages,
    });

export const keys = queryOptions({
    queryKey: ['keys'],
    queryFn: async () => (await answerOf(api.GET('/api/user/keys'))).results,
});

export const sessions = queryOptions({
    queryKey: ['sessions'],
    queryFn: async () => (await answerOf(api.GET('/api/user/sessions'))).results,
});

export interface UserFilter {
    q?: string;
    role?: Schema<'Role'>;
    suspended?: boolean;
    tokens_min?: number;
    tokens_max?: number;
}

export const users = (filter: UserFilter) =>
    infiniteQueryOptions({
        queryKey: ['users', filter],
        queryFn: ({ pageParam: after }) =>
            answerOf(api.GET('/api/admin/users', { params: { query: { ...filter, after } } })),
        ...pages,
    });

export const user = (id: string) =>
    queryOptions({
        queryKey: ['user', id],
        queryFn: () => answerOf(api.GET('/api/admin/users/{id}', { params: { path: { id } } })),
    });

/** After something that moved tokens. The aggregate says what is left; the rest is asked for when somebody looks. */
export function tokensMoved(available?: number): void {
    if (available !== undefined) {
        queries.setQueryData<Schema<'Balance'>>(balance.queryKey, (old) => ({
            tokens: available,
            available,
            held: old?.held ?? 0,
        }));
    }
    void queries.invalidateQueries({ queryKey: balance.queryKey });
    void queries.invalidateQueries({ queryKey: ['statement'] });
}
