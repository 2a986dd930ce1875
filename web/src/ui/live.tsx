import { X } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { IconButton } from './button';
import { useTopDialog } from './dialog';

/** What is shown for a while at the edge. */
export interface Toast {
    id: number;
    text: string;
    kind: 'done' | 'failed';
    undo?: () => void;
}

const SHOWN_MILLIS = 7000;

/** As an object, so that the same sentence can be told from itself. */
let spoken = { sentence: '' };
let toasts: readonly Toast[] = [];
let ids = 0;
const listeners = new Set<() => void>();

function change(): void {
    listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** Tells those who do not see the page what has happened, in a sentence. */
export function say(sentence: string): void {
    // The same sentence twice would be no change, and not be spoken.
    spoken = { sentence: sentence === spoken.sentence ? `${sentence}\u00a0` : sentence };
    change();
}

/** Shows and says what happened. */
export function toast(text: string, more: { kind?: Toast['kind']; undo?: () => void } = {}): void {
    const shown: Toast = { id: ++ids, text, kind: more.kind ?? 'done', undo: more.undo };
    toasts = [...toasts.slice(-2), shown];
    setTimeout(() => dismiss(shown.id), SHOWN_MILLIS);
    say(text);
}

function dismiss(id: number): void {
    toasts = toasts.filter((shown) => shown.id !== id);
    change();
}

/** The one polite live region, and the toasts: in the topmost dialog while one is open, because all else is inert. */
export function Live() {
    const dialog = useTopDialog();
    return (
        <>
            <Region />
            {dialog ? (
                createPortal(
                    <>
                        <Region />
                        <Toasts />
                    </>,
                    dialog,
                )
            ) : (
                <Toasts />
            )}
        </>
    );
}

/** Speaks what is said from now on. */
function Region() {
    const now = useSyncExternalStore(subscribe, () => spoken);
    const [before] = useState(now);
    return (
        <div role="status" aria-live="polite" className="sr-only">
            {now === before ? '' : now.sentence}
        </div>
    );
}

function Toasts() {
    const shown = useSyncExternalStore(subscribe, () => toasts);
    return (
        <section aria-label="What happened" hidden={shown.length === 0}>
            <ol
                aria-label="Notifications"
                className="pointer-events-none fixed inset-x-3 bottom-3 z-50 flex flex-col items-end gap-2"
            >
                {shown.map(({ id, text, kind, undo }) => (
                    <li
                        key={id}
                        className={`pointer-events-auto flex w-full max-w-sm animate-[rise_.2s_ease-out] items-center gap-2 rounded-xl border bg-surface py-1 pr-1 pl-4 text-sm shadow-raised ${kind === 'failed' ? 'border-danger' : ''}`}
                    >
                        <span className="grow py-2">{text}</span>
                        {undo && (
                            <button
                                type="button"
                                className="min-h-11 rounded-lg px-3 font-medium text-accent hover:bg-hover pointer-fine:min-h-9"
                                onClick={() => {
                                    dismiss(id);
                                    undo();
                                }}
                            >
                                Undo
                            </button>
                        )}
                        <IconButton label="Dismiss" onClick={() => dismiss(id)}>
                            <X size={16} aria-hidden />
                        </IconButton>
                    </li>
                ))}
            </ol>
        </section>
    );
}
