import { useSyncExternalStore } from 'react';
import type { InfiniteData } from '@tanstack/react-query';
import { accepted, api, done, type Schema } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import { askAgain, messages, queries, tokensMoved } from '../api/queries';
import { replyEvents } from '../api/stream';
import { say } from '../ui/live';

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

const aborts = new Map<string, AbortController>();
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

/** Ends the model's call. What it has said is kept and charged; if it has said nothing, nothing is. */
export async function stop(key: string): Promise<void> {
    const id = find(key)?.id;
    update(key, { state: 'stopping' });
    try {
        if (id) {
            await done(api.POST('/api/chat/{id}/cancel', { params: { path: { id } } }));
            return;
        }
    } catch (thrown) {
        // It was just answered, or is unknown: then its stream tells.
        if (asProblem(thrown).code === 'NOT_FOUND') {
            return;
        }
    }
    aborts.get(key)?.abort();
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
    let accepted = false;
    try {
        for await (const event of replyEvents(await post(key, abort.signal))) {
            accepted = true;
            switch (event.type) {
                case 'start':
                    update(key, { id: event.id, conversation: event.conversationId });
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
        const problem = abort.signal.aborted ? stopped() : asProblem(thrown);
        const known = find(key);
        if (!known) {
            return;
        }
        if (!accepted && !abort.signal.aborted && problem.code !== 'UNREACHABLE' && problem.code !== 'BROKEN_OFF') {
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
        try {
            const { data } = await accepted(
                api.POST('/api/chat', {
                    params: { header: { 'Idempotency-Key': key } },
                    headers: { Accept: 'text/event-stream' },
                    body: { message, model, conversation_id: conversation },
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
        await new Promise((resolve) => setTimeout(resolve, ALREADY_RUNNING_MILLIS));
        signal.throwIfAborted();
    }
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
        status: running.state === 'stopping' ? 'cancelled' : 'answered',
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

function stopped(): Problem {
    return new Problem('CANCELLED', 'Stopped. What the model had said by then is in the conversation.');
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
