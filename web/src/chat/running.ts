import { useSyncExternalStore } from 'react';
import type { InfiniteData } from '@tanstack/react-query';
import { accepted, api, done, type Schema } from '../api/client';
import { asProblem, Problem, type ErrorCode } from '../api/problem';
import { askAgain, messages, queries, tokensMoved } from '../api/queries';
import { wasEndedElsewhere } from '../api/session';
import { replyEvents } from '../api/stream';
import { say, toast } from '../ui/live';
import { keepDraft } from './draft';

/** A message of this tab that is on its way. It goes on, whatever is looked at meanwhile. */
export interface Running {
    /** Its idempotency key: however often it has to be sent, it is one message, and paid once. */
    readonly key: string;
    readonly conversation: string | null;
    readonly id: string | null;
    readonly message: string;
    readonly model: string;
    readonly text: string;
    readonly state: 'waiting' | 'streaming' | 'stopping' | 'failed';
    /** Why it failed. */
    readonly problem: Problem | null;
}

const ALREADY_RUNNING_MILLIS = 1500;
/** Longer than a model may take. */
const ALREADY_RUNNING_TRIES = 220;
const SPOKEN_CHARACTERS = 600;
/** Without a word of the reply, too, the message may be on its way to one. */
const MAY_HAVE_BEGUN: readonly ErrorCode[] = ['UNREACHABLE', 'BROKEN_OFF', 'IN_PROGRESS'];

const aborts = new Map<string, AbortController>();
/** Ends the waiting for an earlier try under the same key; the reply itself goes on. */
const waits = new Map<string, () => void>();
const listeners = new Set<() => void>();
let all: readonly Running[] = [];

export function useRunning(): readonly Running[] {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        () => all,
    );
}

/**
 * Sends a message.
 *
 * @param onRefused if it was not accepted at all, so that nothing was held or charged
 * @returns its key
 */
export function send(
    message: string,
    model: string,
    conversation: string | null,
    onRefused: (problem: Problem) => void,
): string {
    const key = crypto.randomUUID();
    all = [...all, { key, conversation, id: null, message, model, text: '', state: 'waiting', problem: null }];
    change();
    void run(key, onRefused);
    return key;
}

/** The same once more: under the same key, so that it is not paid twice. */
export function retry(key: string, onRefused: (problem: Problem) => void): void {
    update(key, { state: 'waiting', text: '', problem: null });
    void run(key, onRefused);
}

/**
 * Ends the model's call. What it has said is kept and charged; if it has said nothing, nothing is. The server goes on
 * when nobody listens: so it has to be told, and until it can be named by its id, that waits.
 */
export async function stop(key: string): Promise<void> {
    const running = find(key);
    if (!running || running.state === 'failed' || running.state === 'stopping') {
        return;
    }
    update(key, { state: 'stopping' });
    if (running.id) {
        await cancel(key, running.id);
    } else {
        waits.get(key)?.();
    }
}

async function cancel(key: string, id: string): Promise<void> {
    if (!(await cancelled(id)) && find(key)?.state === 'stopping') {
        update(key, { state: find(key)!.text === '' ? 'waiting' : 'streaming' });
    }
}

/** Ends the reply to a message that another tab waits for, or this one before it was reloaded. */
export async function stopElsewhere({ id, conversation_id }: Schema<'HistoryEntry'>): Promise<void> {
    await cancelled(id);
    await askAgain('messages', conversation_id);
}

/** @returns false if it could not be done, which is said: it may be tried again */
async function cancelled(id: string): Promise<boolean> {
    try {
        await done(api.POST('/api/chat/{id}/cancel', { params: { path: { id } } }));
    } catch (thrown) {
        const problem = asProblem(thrown);
        // It was just answered: then its stream tells.
        if (problem.code !== 'NOT_FOUND') {
            toast(`Not stopped: ${problem.message}`, { kind: 'failed' });
            return false;
        }
    }
    return true;
}

/** Takes a message that failed out of sight. */
export function dismiss(key: string): void {
    all = all.filter((running) => running.key !== key);
    change();
}

/** When somebody signs out: what is left is nobody else's to see. */
export function forgetRunning(): void {
    aborts.forEach((abort) => abort.abort());
    all = [];
    change();
}

async function run(key: string, onRefused: (problem: Problem) => void): Promise<void> {
    const abort = new AbortController();
    aborts.set(key, abort);
    const { conversation, message } = find(key)!;
    let accepted = false;
    try {
        for await (const event of replyEvents(await post(key, abort.signal))) {
            accepted = true;
            switch (event.type) {
                case 'start':
                    update(key, { id: event.id, conversation: event.conversationId });
                    if (find(key)?.state === 'stopping') {
                        void cancel(key, event.id);
                    }
                    void queries.invalidateQueries({ queryKey: ['balance'] });
                    break;
                case 'delta': {
                    const { text, state } = find(key) ?? { text: '', state: 'streaming' };
                    update(key, { text: text + event.text, state: state === 'stopping' ? state : 'streaming' });
                    break;
                }
                case 'done':
                    settle(key, event.answer);
            }
        }
    } catch (thrown) {
        const problem = asProblem(thrown);
        const known = find(key);
        if (!known) {
            if (!accepted && wasEndedElsewhere()) {
                // It is in the box again after signing in.
                keepDraft(conversation, message);
            }
            return;
        }
        if (!accepted && !MAY_HAVE_BEGUN.includes(problem.code)) {
            dismiss(key);
            onRefused(problem);
        } else {
            update(key, { state: 'failed', problem });
        }
        say(problem.message);
        tokensMoved();
        void askAgain('conversations');
        if (known.conversation) {
            void askAgain('messages', known.conversation);
        }
    } finally {
        aborts.delete(key);
    }
}

/** While an earlier try under the same key is being answered, waits for it. */
async function post(key: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    for (let tries = 1; ; tries++) {
        const { message, model, conversation } = find(key)!;
        // Whoever reloads the page finds the whole reply.
        const body: Schema<'Message'> = { message, model, conversation_id: conversation, on_disconnect: 'finish' };
        try {
            const { data } = await accepted(
                api.POST('/api/chat', {
                    params: { header: { 'Idempotency-Key': key } },
                    headers: { Accept: 'text/event-stream' },
                    body,
                    parseAs: 'stream',
                    signal,
                }),
            );
            return data!;
        } catch (thrown) {
            if (asProblem(thrown).code !== 'IN_PROGRESS' || tries === ALREADY_RUNNING_TRIES) {
                throw thrown;
            }
        }
        await pause(key, signal);
    }
}

/** @throws Problem if it is not to be waited for any more */
async function pause(key: string, signal: AbortSignal): Promise<void> {
    if (!isGivenUp(key)) {
        await new Promise<void>((resolve) => {
            setTimeout(resolve, ALREADY_RUNNING_MILLIS);
            waits.set(key, resolve);
        });
        waits.delete(key);
        signal.throwIfAborted();
    }
    if (isGivenUp(key)) {
        throw new Problem('IN_PROGRESS', 'You are not waiting any more. What the model says will be in the conversation.');
    }
}

/** It is to be stopped, but has no id by which the server could be told so. */
function isGivenUp(key: string): boolean {
    const running = find(key);
    return running?.state === 'stopping' && running.id === null;
}

function settle(key: string, answer: Schema<'Answer'>): void {
    const running = find(key);
    if (!running) {
        return;
    }
    const entry: Schema<'HistoryEntry'> = {
        id: answer.id,
        conversation_id: answer.conversation_id,
        message: running.message,
        response: answer.response,
        status: answer.status,
        model: answer.model,
        tokens_deducted: answer.tokens_deducted,
        created_at: answer.created_at,
        answered_at: new Date().toISOString(),
    };
    queries.setQueryData<InfiniteData<Schema<'History'>, string | undefined>>(
        messages(answer.conversation_id).queryKey,
        (old) => {
            const [first, ...rest] = old?.pages ?? [{ results: [], next: null }];
            const others = first!.results.filter((message) => message.id !== answer.id);
            return {
                pages: [{ results: [entry, ...others], next: first!.next }, ...rest],
                pageParams: old?.pageParams ?? [undefined],
            };
        },
    );
    all = all.map((one) => (one.key === key ? { ...one, conversation: answer.conversation_id, id: answer.id } : one));
    dismiss(key);
    settled.forEach((listener) => listener(key, answer.conversation_id));
    tokensMoved(answer.remaining_tokens);
    void askAgain('conversations');
    say(`The reply: ${answer.response.slice(0, SPOKEN_CHARACTERS)}`);
}

const settled = new Set<(key: string, conversation: string) => void>();

/** Told of each message that was answered, and of the conversation that it is in. */
export function onSettled(listener: (key: string, conversation: string) => void): () => void {
    settled.add(listener);
    return () => settled.delete(listener);
}

function find(key: string): Running | undefined {
    return all.find((running) => running.key === key);
}

function update(key: string, changed: Partial<Running>): void {
    all = all.map((running) => (running.key === key ? { ...running, ...changed } : running));
    change();
}

function change(): void {
    listeners.forEach((listener) => listener());
}
