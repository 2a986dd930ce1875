import type { EventSourceMessage } from 'eventsource-parser';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Schema } from './client';
import { Problem, problemOf } from './problem';

/** What a streamed reply consists of, in this order: one start, any number of deltas, one done. */
export type ReplyEvent =
    | { type: 'start'; id: string; conversationId: string }
    | { type: 'delta'; text: string }
    | { type: 'done'; answer: Schema<'Answer'> };

/**
 * Reads a reply as it arrives.
 *
 * @throws Problem what the `error` event says, or that the stream ended before the reply did
 */
export async function* replyEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ReplyEvent> {
    for await (const { event: name, data } of serverEvents(body)) {
        const event = replyEvent(name, data);
        if (event) {
            yield event;
        }
        if (event?.type === 'done') {
            return;
        }
    }
}

/**
 * Server-sent events as they arrive. Who has heard enough just stops listening.
 *
 * @throws Problem that the stream has ended
 */
export async function* serverEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<EventSourceMessage> {
    const reader = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
    try {
        for (;;) {
            const { value, done } = await reader.read().catch(brokenOff);
            if (done) {
                return brokenOff();
            }
            yield value;
        }
    } finally {
        await reader.cancel().catch(() => undefined);
    }
}

function replyEvent(name: string | undefined, data: string): ReplyEvent | undefined {
    switch (name) {
        case 'start': {
            const { id, conversation_id: conversationId } = JSON.parse(data) as { id: string; conversation_id: string };
            return { type: 'start', id, conversationId };
        }
        case 'delta':
            return { type: 'delta', text: (JSON.parse(data) as Schema<'Delta'>).text };
        case 'done':
            return { type: 'done', answer: JSON.parse(data) as Schema<'Answer'> };
        case 'error': {
            const problem = JSON.parse(data) as Schema<'Problem'>;
            throw problemOf(problem, problem.status);
        }
        default:
            return undefined;
    }
}

function brokenOff(): never {
    throw new Problem('BROKEN_OFF', 'The connection was lost before the reply was complete.');
}
