import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ArrowDown } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import type { Schema } from '../api/client';
import type { Problem } from '../api/problem';
import { asProblem } from '../api/problem';
import { balance, messages as messagesOf, models as modelsQuery } from '../api/queries';
import { Button } from '../ui/button';
import { Failed, Skeleton } from '../ui/listing';
import { useTitle } from '../ui/page';
import { Composer, type ComposerHandle } from './composer';
import { Exchange, RunningExchange } from './exchange';
import { elementOf, messageAt } from './place';
import { flatPrice } from './price';
import { dismiss, onSettled, retry, send, stop, useRunning } from './running';
import { Standing } from './standing';

/** What the demo model has an answer to. */
const EXAMPLES = ['What is this?', 'What does a message cost?', 'How do I connect a real model?'];
/** So far from its end a conversation counts as being followed. */
const NEAR_PIXELS = 80;
/** Newer ones are always laid out: their heights are what the scroll position rests on. */
const LAID_OUT = 12;
const MODEL = 'chatledger.model';

export default function Chat() {
    const { id = null } = useParams();
    const navigate = useNavigate();
    // A new chat stays the same view when it gets its id, so that nothing on the screen begins anew.
    const [unborn, setUnborn] = useState(() => crypto.randomUUID());
    const born = useRef(new Map<string, string>());
    useEffect(() => {
        if (id !== null) {
            setUnborn(crypto.randomUUID());
        }
    }, [id]);
    const onBirth = useCallback(
        (conversation: string) => {
            born.current.set(conversation, unborn);
            void navigate(`/c/${conversation}`, { replace: true });
        },
        [navigate, unborn],
    );
    return <Conversation key={id === null ? unborn : (born.current.get(id) ?? id)} id={id} onBirth={onBirth} />;
}

function Conversation({ id, onBirth }: { id: string | null; onBirth: (conversation: string) => void }) {
    useTitle(id ? 'Conversation' : 'New chat');
    const history = useInfiniteQuery({ ...messagesOf(id ?? ''), enabled: id !== null });
    const { data: models = [] } = useQuery(modelsQuery);
    const { data: held } = useQuery(balance);
    const [model, setModel] = useModel(models);
    const [refusal, setRefusal] = useState<Problem>();
    const composer = useRef<ComposerHandle>(null);
    const [sent, setSent] = useState<readonly string[]>([]);

    const entries = history.data?.pages.flatMap((page) => page.results).reverse() ?? [];
    const known = new Set(entries.filter((entry) => entry.status !== 'pending').map((entry) => entry.id));
    const running = useRunning().filter(
        (one) => (sent.includes(one.key) || (id !== null && one.conversation === id)) && !(one.id && known.has(one.id)),
    );
    const own = new Set(running.map((one) => one.id));
    const shown = entries.filter((entry) => !own.has(entry.id));
    const active = running.find((one) => one.state !== 'failed');
    const price = flatPrice(models.find((one) => one.id === model));
    const outOfTokens = held !== undefined && price !== null && held.available < price;

    const submit = useCallback(
        (text: string, chosen: string) => {
            setRefusal(undefined);
            const key = send(text, chosen, id, (problem) => {
                setRefusal(problem);
                composer.current?.put(text);
            });
            setSent((keys) => [...keys, key]);
        },
        [id],
    );
    const begun = id === null ? running.find((one) => one.conversation !== null)?.conversation : undefined;
    useEffect(() => {
        if (begun) {
            onBirth(begun);
        }
    }, [begun, onBirth]);
    useEffect(
        () =>
            onSettled((key, conversation) => {
                if (id === null && sent.includes(key)) {
                    onBirth(conversation);
                }
            }),
        [id, onBirth, sent],
    );
    const scroller = useFollowing(id);
    const { hash, key: visit } = useLocation();
    const wanted = messageAt(hash);
    const isThere = wanted !== null && shown.some((entry) => entry.id === wanted);
    const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = history;
    const { show, keepPlace } = scroller;
    useEffect(() => {
        if (isThere) {
            show(elementOf(wanted));
        } else if (wanted !== null && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) {
            keepPlace(fetchNextPage);
        }
    }, [fetchNextPage, hasNextPage, isFetchNextPageError, isFetchingNextPage, isThere, keepPlace, show, visit, wanted]);
    const empty = id === null && running.length === 0;
    const missing = history.isError && asProblem(history.error).code === 'NOT_FOUND';

    return (
        <div className="relative flex min-h-0 grow flex-col">
            <div ref={scroller.outer} onScroll={scroller.onScroll} className="min-h-0 grow overflow-y-auto">
                <div ref={scroller.inner} className="mx-auto w-full max-w-3xl px-4 pt-6 pb-8">
                    {!empty && <h1 className="sr-only">Conversation</h1>}
                    {empty && <Beginning onAsk={(question) => submit(question, model)} blocked={outOfTokens} />}
                    {id !== null && history.isPending && running.length === 0 && <Skeleton rows={4} />}
                    {history.isError && !missing && (
                        <Failed thrown={history.error} retry={() => void history.refetch()} />
                    )}
                    {missing && <p className="text-muted">There is no such conversation, or it is not yours.</p>}
                    {history.hasNextPage && (
                        <div className="mb-6 text-center">
                            <Button
                                busy={history.isFetchingNextPage}
                                onClick={() => keepPlace(fetchNextPage)}
                            >
                                Earlier messages
                            </Button>
                        </div>
                    )}
                    <div className="flex flex-col gap-8" role="log" aria-label="Conversation" aria-live="off">
                        {shown.map((entry, place) => (
                            <Exchange
                                key={entry.id}
                                entry={entry}
                                onSend={submit}
                                far={place < shown.length - LAID_OUT}
                                wanted={entry.id === wanted}
                            />
                        ))}
                        {running.map((one) => (
                            <RunningExchange
                                key={one.key}
                                running={one}
                                onRetry={() => retry(one.key, setRefusal)}
                                onDismiss={() => dismiss(one.key)}
                            />
                        ))}
                    </div>
                </div>
            </div>
            <div className="mx-auto w-full max-w-3xl px-3 pb-3 sm:px-4 sm:pb-4">
                {scroller.away && (
                    <div className="pointer-events-none absolute inset-x-0 -mt-14 flex justify-center">
                        <Button className="pointer-events-auto rounded-full shadow-raised" onClick={scroller.jump}>
                            <ArrowDown size={16} aria-hidden /> Jump to the newest
                        </Button>
                    </div>
                )}
                <div className="mb-2 flex flex-col gap-2 empty:hidden">
                    <Standing
                        available={held?.available}
                        price={price}
                        refusal={refusal}
                        onDone={() => setRefusal(undefined)}
                    />
                </div>
                <Composer
                    conversation={id}
                    models={models}
                    model={model}
                    onModel={setModel}
                    onSend={(text) => {
                        scroller.jump();
                        submit(text, model);
                    }}
                    onStop={() => active && void stop(active.key)}
                    streaming={active !== undefined}
                    blocked={outOfTokens}
                    handle={composer}
                />
            </div>
        </div>
    );
}

function Beginning({ onAsk, blocked }: { onAsk: (question: string) => void; blocked: boolean }) {
    return (
        <div className="pt-[14vh]">
            <h1 className="text-center text-3xl font-semibold tracking-tight text-balance">What do you want to know?</h1>
            <p className="mt-2 text-center text-muted">Each message is paid for from your balance. Its price is below.</p>
            <ul className="mx-auto mt-8 grid max-w-2xl gap-2 sm:grid-cols-3">
                {EXAMPLES.map((question) => (
                    <li key={question}>
                        <button
                            type="button"
                            disabled={blocked}
                            onClick={() => onAsk(question)}
                            className="h-full min-h-11 w-full rounded-xl border bg-surface px-4 py-3 text-left text-sm hover:not-disabled:border-accent hover:not-disabled:bg-accent-soft disabled:opacity-60"
                        >
                            {question}
                        </button>
                    </li>
                ))}
            </ul>
        </div>
    );
}

/** The model that was chosen last, as long as there is one of that name; else a real one, if there is any. */
function useModel(models: Schema<'Model'>[]): [string, (id: string) => void] {
    const [chosen, setChosen] = useState(() => localStorage.getItem(MODEL));
    const preferred =
        models.find((one) => one.id === chosen) ?? models.find((one) => one.owned_by !== 'chatledger') ?? models[0];
    return [
        preferred?.id ?? 'demo',
        (id) => {
            localStorage.setItem(MODEL, id);
            setChosen(id);
        },
    ];
}

/** Stays at the end while it grows, unless somebody has scrolled away from it. */
function useFollowing(id: string | null) {
    const outer = useRef<HTMLDivElement>(null);
    const inner = useRef<HTMLDivElement>(null);
    const following = useRef(true);
    const lastTop = useRef(0);
    const [away, setAway] = useState(false);

    const jump = useCallback(() => {
        following.current = true;
        setAway(false);
        const element = outer.current;
        if (element) {
            element.scrollTop = element.scrollHeight;
        }
    }, []);
    useLayoutEffect(() => {
        const observer = new ResizeObserver(() => following.current && jump());
        observer.observe(inner.current!);
        observer.observe(outer.current!);
        return () => observer.disconnect();
    }, [id, jump]);
    // Only who scrolls up goes away: while it grows, the end is far for a moment without anybody's doing.
    const onScroll = () => {
        const { scrollTop, scrollHeight, clientHeight } = outer.current!;
        const near = scrollHeight - scrollTop - clientHeight < NEAR_PIXELS;
        following.current = near || (following.current && scrollTop >= lastTop.current);
        lastTop.current = scrollTop;
        setAway(!following.current);
    };
    const keepPlace = useCallback((load: () => Promise<unknown>) => {
        const element = outer.current!;
        const fromEnd = element.scrollHeight - element.scrollTop;
        following.current = false;
        void load().then(() =>
            requestAnimationFrame(() => {
                element.scrollTop = element.scrollHeight - fromEnd;
            }),
        );
    }, []);
    const show = useCallback((name: string) => {
        following.current = false;
        const to = () => {
            const element = document.getElementById(name);
            element?.scrollIntoView({ block: 'start' });
            element?.focus({ preventScroll: true });
        };
        // What is laid out only now, because it has come into sight, moves it.
        requestAnimationFrame(() => requestAnimationFrame(to));
        to();
    }, []);
    return { outer, inner, away, jump, onScroll, keepPlace, show };
}
