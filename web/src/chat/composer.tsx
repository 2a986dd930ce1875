import { ArrowUp, Square } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Schema } from '../api/client';
import { count } from '../text/format';
import { draftOf, keepDraft } from './draft';
import { priceInWords } from './price';

const MOST_CHARACTERS = 32_000;
/** From here on it is told how many are left. */
const NEAR_CHARACTERS = 28_000;

export interface ComposerHandle {
    put: (text: string) => void;
    focus: () => void;
}

export function Composer({
    conversation,
    models,
    model,
    onModel,
    onSend,
    onStop,
    streaming,
    blocked,
    handle,
}: {
    conversation: string | null;
    models: Schema<'Model'>[];
    model: string;
    onModel: (id: string) => void;
    onSend: (text: string) => void;
    onStop: () => void;
    streaming: boolean;
    blocked: boolean;
    handle: RefObject<ComposerHandle | null>;
}) {
    const [text, setText] = useState(() => draftOf(conversation));
    const box = useRef<HTMLTextAreaElement>(null);
    const length = [...text].length;
    const sendable = text.trim() !== '' && length <= MOST_CHARACTERS && !streaming && !blocked;
    const price = models.find((one) => one.id === model);

    useLayoutEffect(() => {
        const area = box.current!;
        area.style.height = 'auto';
        area.style.height = `${Math.min(area.scrollHeight, window.innerHeight * 0.4)}px`;
    }, [text]);
    useEffect(() => {
        handle.current = {
            put: (next) => {
                setText(next);
                keepDraft(conversation, next);
                box.current?.focus();
            },
            focus: () => box.current?.focus(),
        };
        return () => {
            handle.current = null;
        };
    }, [conversation, handle]);
    useEffect(() => {
        // A keyboard that pops up on a telephone would hide what is to be read.
        if (matchMedia('(pointer: fine)').matches) {
            box.current?.focus();
        }
    }, []);

    const change = (next: string) => {
        setText(next);
        keepDraft(conversation, next);
    };
    const send = () => {
        if (sendable) {
            change('');
            onSend(text);
        }
    };

    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                send();
            }}
            className="rounded-2xl border border-strong-line bg-surface shadow-raised focus-within:border-accent"
        >
            <textarea
                ref={box}
                aria-label="Message"
                placeholder="Write a message"
                rows={1}
                value={text}
                onChange={(event) => change(event.target.value)}
                onKeyDown={(event) => {
                    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
                        event.preventDefault();
                        send();
                    }
                }}
                className="block max-h-[40vh] min-h-11 w-full resize-none bg-transparent px-4 pt-3.5 pb-1 text-base outline-none"
            />
            <div className="flex items-center gap-2 px-2 pb-2">
                <select
                    aria-label="Model"
                    value={model}
                    onChange={(event) => onModel(event.target.value)}
                    className="min-h-11 max-w-[60%] shrink min-w-0 truncate rounded-lg bg-transparent px-2 text-sm text-muted hover:bg-hover hover:text-ink pointer-fine:min-h-9"
                >
                    {models.map((one) => (
                        <option key={one.id} value={one.id} className="bg-surface text-ink">
                            {one.id} · {priceInWords(one)}
                        </option>
                    ))}
                </select>
                <span className="min-w-0 grow text-right text-xs text-muted">
                    {length >= NEAR_CHARACTERS ? (
                        <span className={length > MOST_CHARACTERS ? 'text-danger' : ''}>
                            {count(length)} of {count(MOST_CHARACTERS)} characters
                        </span>
                    ) : (
                        text !== '' && price && priceInWords(price)
                    )}
                </span>
                {streaming ? (
                    <button
                        type="button"
                        aria-label="Stop"
                        title="Stop"
                        onClick={onStop}
                        className="grid size-11 shrink-0 place-items-center rounded-xl bg-ink text-ground pointer-fine:size-9"
                    >
                        <Square size={14} fill="currentColor" aria-hidden />
                    </button>
                ) : (
                    <button
                        type="submit"
                        aria-label="Send"
                        title="Send (Enter)"
                        disabled={!sendable}
                        className="grid size-11 shrink-0 place-items-center rounded-xl bg-accent text-on-accent hover:not-disabled:bg-accent-hover disabled:bg-hover disabled:text-muted pointer-fine:size-9"
                    >
                        <ArrowUp size={18} aria-hidden />
                    </button>
                )}
            </div>
        </form>
    );
}
