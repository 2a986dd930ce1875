import { Pencil, Receipt, RotateCcw } from 'lucide-react';
import { lazy, memo, Suspense, useDeferredValue, useState } from 'react';
import { saveReceipt } from '../account/receipts';
import { api, type Schema } from '../api/client';
import { tokens } from '../text/format';
import { Button, IconButton, Spinner } from '../ui/button';
import { CopyButton } from '../ui/copy';
import { Notice } from '../ui/notice';
import { Time } from '../ui/time';
import { elementOf } from './place';
import { stopElsewhere, type Running } from './running';

const Markdown = lazy(() => import('../text/markdown'));

/** A message and its reply, as they are in the history. */
export const Exchange = memo(function Exchange({
    entry,
    onSend,
    far,
    wanted,
}: {
    entry: Schema<'HistoryEntry'>;
    onSend: (message: string, model: string) => void;
    far: boolean;
    /** Whether a link has led to it. */
    wanted: boolean;
}) {
    const { message, response, status, model } = entry;
    return (
        <article
            id={elementOf(entry.id)}
            tabIndex={wanted ? -1 : undefined}
            aria-label="Message and reply"
            aria-current={wanted ? 'location' : undefined}
            className={`${far && !wanted ? 'far' : ''} ${wanted ? '-mx-3 scroll-mt-6 rounded-xl bg-sunken px-3 py-2' : ''}`}
        >
            <Own text={message} onSend={(text) => onSend(text, model)} />
            {status === 'pending' && (
                <div className="mt-4 flex items-center gap-2 text-sm text-muted">
                    <Spinner /> Still being answered.
                    <Button kind="quiet" onClick={() => void stopElsewhere(entry)}>
                        Stop
                    </Button>
                </div>
            )}
            {response !== null && <Reply text={response} />}
            {status === 'failed' && (
                <div className="mt-4">
                    <Notice
                        kind="danger"
                        action={<Button onClick={() => onSend(message, model)}>Try again</Button>}
                    >
                        There was no reply. Nothing was charged.
                    </Notice>
                </div>
            )}
            {status === 'cancelled' && response === null && (
                <p className="mt-4 text-sm text-muted">Stopped before the model said anything. Nothing was charged.</p>
            )}
            {response !== null && (
                <div className="mt-1 -ml-2 flex flex-wrap items-center gap-x-1 text-xs text-muted">
                    <CopyButton text={response} label="Copy reply" />
                    <IconButton label="Ask again" onClick={() => onSend(message, model)}>
                        <RotateCcw size={16} aria-hidden />
                    </IconButton>
                    {entry.tokens_deducted > 0 && (
                        <IconButton
                            label="Save the receipt"
                            onClick={() =>
                                void saveReceipt(`message-${entry.id}`, () =>
                                    api.GET('/api/chat/{id}/receipt', { params: { path: { id: entry.id } }, parseAs: 'text' }),
                                )
                            }
                        >
                            <Receipt size={16} aria-hidden />
                        </IconButton>
                    )}
                    <span className="ml-1">
                        {tokens(entry.tokens_deducted)} · {model} · <Time at={entry.answered_at ?? entry.created_at} />
                        {status === 'cancelled' && ' · stopped'}
                    </span>
                </div>
            )}
        </article>
    );
});

/** A message that is on its way. */
export function RunningExchange({
    running,
    onRetry,
    onDismiss,
}: {
    running: Running;
    onRetry: () => void;
    onDismiss: () => void;
}) {
    const { message, text, state, problem } = running;
    return (
        <article aria-label="Message and reply" aria-busy={state !== 'failed'}>
            <Own text={message} />
            {text !== '' && <Reply text={text} streaming={state !== 'failed'} />}
            {text === '' && state !== 'failed' && (
                <p className="mt-5 text-muted">
                    <span className="caret" aria-hidden />
                    <span className="sr-only">Waiting for the reply</span>
                </p>
            )}
            {state === 'failed' && problem && (
                <div className="mt-4">
                    <Notice
                        kind={problem.code === 'CANCELLED' ? 'warning' : 'danger'}
                        action={
                            problem.code === 'CANCELLED' ? (
                                <Button onClick={onDismiss}>Dismiss</Button>
                            ) : (
                                <Button onClick={onRetry}>Try again</Button>
                            )
                        }
                    >
                        {problem.message}
                        {(problem.code === 'BROKEN_OFF' || problem.code === 'UNREACHABLE') &&
                            ' Trying again is safe: this message is never paid for twice.'}
                    </Notice>
                </div>
            )}
        </article>
    );
}

function Own({ text, onSend }: { text: string; onSend?: (text: string) => void }) {
    const [edited, setEdited] = useState<string>();
    if (edited !== undefined && onSend) {
        return (
            <form
                className="rounded-2xl border border-accent bg-surface p-3"
                onSubmit={(event) => {
                    event.preventDefault();
                    setEdited(undefined);
                    onSend(edited);
                }}
            >
                <textarea
                    aria-label="Edit the message"
                    autoFocus
                    rows={Math.min(12, edited.split('\n').length + 1)}
                    maxLength={32_000}
                    value={edited}
                    onChange={(event) => setEdited(event.target.value)}
                    onKeyDown={(event) => event.key === 'Escape' && setEdited(undefined)}
                    className="block w-full resize-none bg-transparent px-1 outline-none"
                />
                <div className="mt-2 flex flex-wrap items-center justify-end gap-2">
                    <span className="mr-auto px-1 text-xs text-muted">It is sent as a new message.</span>
                    <Button onClick={() => setEdited(undefined)}>Cancel</Button>
                    <Button type="submit" kind="primary" disabled={edited.trim() === ''}>
                        Send
                    </Button>
                </div>
            </form>
        );
    }
    return (
        <div className="group flex items-start justify-end gap-1">
            {onSend && (
                <IconButton
                    label="Edit and send again"
                    onClick={() => setEdited(text)}
                    className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
                >
                    <Pencil size={15} aria-hidden />
                </IconButton>
            )}
            <div className="max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-4 py-2.5 whitespace-pre-wrap">
                {text}
            </div>
        </div>
    );
}

function Reply({ text, streaming = false }: { text: string; streaming?: boolean }) {
    const shown = useDeferredValue(text);
    return (
        <div className={`mt-5 ${streaming ? 'caret-after' : ''}`}>
            <Suspense fallback={<div className="whitespace-pre-wrap">{shown}</div>}>
                <Markdown text={shown} />
            </Suspense>
            {streaming && <span className="caret" aria-hidden />}
        </div>
    );
}
