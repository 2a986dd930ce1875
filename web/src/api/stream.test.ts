import { describe, expect, test } from 'vitest';
import { Problem } from './problem';
import { replyEvents, type ReplyEvent } from './stream';

const ANSWER =
    '{"id":"7","conversation_id":"3","response":"Hä 👋","model":"demo","tokens_deducted":100,"remaining_tokens":3900,"created_at":"2026-11-20T10:16:01.002Z"}';
const WHOLE =
    'event: start\ndata: {"id":"7","conversation_id":"3","model":"demo"}\n\n: keep-alive\n\n' +
    'event: delta\ndata: {"text":"Hä "}\n\nevent: delta\ndata: {"text":"👋"}\n\n' +
    `event: done\ndata: ${ANSWER}\n\n`;

function body(bytes: Uint8Array<ArrayBuffer>, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new ReadableStream({
        start(controller) {
            for (let at = 0; at < bytes.length; at += size) {
                controller.enqueue(bytes.slice(at, at + size));
            }
            controller.close();
        },
    });
}

async function read(text: string, size = 1_000_000): Promise<{ events: ReplyEvent[]; problem?: Problem }> {
    const events: ReplyEvent[] = [];
    try {
        for await (const event of replyEvents(body(new TextEncoder().encode(text), size))) {
            events.push(event);
        }
        return { events };
    } catch (thrown) {
        return { events, problem: thrown as Problem };
    }
}

describe('a streamed reply', () => {
    test.each([1, 2, 3, 7, 64, 1_000_000])('is the same in chunks of %i bytes', async (size) => {
        const { events, problem } = await read(WHOLE, size);

        expect(problem).toBeUndefined();
        expect(events.map((event) => event.type)).toEqual(['start', 'delta', 'delta', 'done']);
        expect(events[0]).toEqual({ type: 'start', id: '7', conversationId: '3' });
        expect(events.flatMap((event) => (event.type === 'delta' ? event.text : [])).join('')).toBe('Hä 👋');
        expect(events.at(-1)).toEqual({ type: 'done', answer: JSON.parse(ANSWER) });
    });

    test('that ends before it is done has broken off, and what was said is kept', async () => {
        const { events, problem } = await read(WHOLE.slice(0, WHOLE.indexOf('event: done')));

        expect(events).toHaveLength(3);
        expect(problem?.code).toBe('BROKEN_OFF');
    });

    test('that ends in the middle of an event has broken off', async () => {
        expect((await read(WHOLE.slice(0, -20))).problem?.code).toBe('BROKEN_OFF');
    });

    test('that never began has broken off', async () => {
        expect((await read('')).problem?.code).toBe('BROKEN_OFF');
    });

    test('whose connection fails has broken off', async () => {
        const failing = new ReadableStream<Uint8Array<ArrayBuffer>>({
            pull(controller) {
                controller.error(new TypeError('network error'));
            },
        });

        await expect(replyEvents(failing).next()).rejects.toMatchObject({ code: 'BROKEN_OFF' });
    });

    test('tells in its error event what went wrong', async () => {
        const { events, problem } = await read(
            'event: delta\ndata: {"text":"one "}\n\nevent: error\n' +
                'data: {"type":"urn:x","title":"The model failed","status":502,"detail":"…","code":"PROVIDER_FAILED","trace_id":"t1"}\n\n',
        );

        expect(events).toHaveLength(1);
        expect(problem).toMatchObject({ code: 'PROVIDER_FAILED', traceId: 't1' });
        expect(problem?.message).toContain('Nothing was charged');
    });

    test('may have events that are not known here yet', async () => {
        expect((await read(`event: thought\ndata: {}\n\n${WHOLE}`)).events).toHaveLength(4);
    });
});
