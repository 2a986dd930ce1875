import { useSyncExternalStore } from 'react';
import type { InfiniteData } from '@tanstack/react-query';
import { answerOf, api, done, textOf, type Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { askAgain, conversations, queries } from '../api/queries';
import { keptAliveDelete } from '../api/session';
import { download } from '../text/download';
import { toast } from '../ui/live';

/** What becomes of a conversation: renamed, saved, archived, deleted; and how that is undone. */
export type Conversation = Schema<'Conversation'>;
type Pages = InfiniteData<Schema<'Conversations'>, string | undefined>;

const UNDO_MILLIS = 7000;
/** Those that are deleted, but can still be brought back: the server is told when they cannot. */
let deleted: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();

addEventListener('pagehide', () => deleted.forEach((id) => keptAliveDelete('/api/conversations/{id}', id)));

function setDeleted(ids: Iterable<string>): void {
    deleted = new Set(ids);
    listeners.forEach((listener) => listener());
}

/** Not to be shown any more, although the server has them still. */
export function useDeleted(): ReadonlySet<string> {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        () => deleted,
    );
}

export function remove(row: Conversation): void {
    const timer = window.setTimeout(() => void commit(row.id), UNDO_MILLIS);
    setDeleted([...deleted, row.id]);
    toast(`“${row.title}” is deleted. What it has cost stays in your statement.`, {
        undo: () => {
            clearTimeout(timer);
            setDeleted([...deleted].filter((id) => id !== row.id));
        },
    });
}

async function commit(id: string): Promise<void> {
    try {
        await done(api.DELETE('/api/conversations/{id}', { params: { path: { id } } }));
    } catch (thrown) {
        toast(`Not deleted: ${asProblem(thrown).message}`, { kind: 'failed' });
    }
    await askAgain('conversations');
    setDeleted([...deleted].filter((one) => one !== id));
}

/** @param undone whether this itself undoes the opposite, so that there is nothing to undo any more */
export async function archive(row: Conversation, archived: boolean, undone = false): Promise<void> {
    try {
        await change(row.id, { archived });
        toast(`“${row.title}” is ${archived ? 'archived' : 'back among your conversations'}.`, {
            ...(undone ? {} : { undo: () => void archive(row, !archived, true) }),
        });
    } catch (thrown) {
        toast(`Not ${archived ? 'archived' : 'restored'}: ${asProblem(thrown).message}`, { kind: 'failed' });
    }
    await askAgain('conversations');
}

export async function saveAsText(row: Conversation): Promise<void> {
    try {
        const text = await textOf(
            api.GET('/api/conversations/{id}/text', { params: { path: { id: row.id } }, parseAs: 'text' }),
        );
        download('conversation.md', 'text/markdown;charset=utf-8', text);
        toast('conversation.md is saved.');
    } catch (thrown) {
        toast(`Not saved: ${asProblem(thrown).message}`, { kind: 'failed' });
    }
}

export async function rename(row: Conversation, title: string): Promise<void> {
    show(row.id, title);
    try {
        await change(row.id, { title });
    } catch (thrown) {
        show(row.id, row.title);
        toast(`Not renamed: ${asProblem(thrown).message}`, { kind: 'failed' });
    }
}

async function change(id: string, body: Schema<'ConversationChange'>): Promise<void> {
    await answerOf(api.PATCH('/api/conversations/{id}', { params: { path: { id } }, body }));
}

function show(id: string, title: string): void {
    queries.setQueryData<Pages>(
        conversations.queryKey,
        (old) =>
            old && {
                ...old,
                pages: old.pages.map((page) => ({
                    ...page,
                    results: page.results.map((row) => (row.id === id ? { ...row, title } : row)),
                })),
            },
    );
}
