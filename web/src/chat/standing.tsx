import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import type { Problem } from '../api/problem';
import { counted, tokens } from '../text/format';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

/** Fewer messages left than this are worth a warning. */
const FEW_MESSAGES = 10;
const WAIT_SECONDS = 10;

/** What stands between a person and the next message, and what can be done about it. */
export function Standing({
    available,
    price,
    refusal,
    onDone,
}: {
    available: number | undefined;
    price: number | null;
    refusal: Problem | undefined;
    onDone: () => void;
}) {
    const online = useOnline();
    if (!online) {
        return (
            <Notice kind="warning">
                You are offline. What you write is kept, and can be sent when the connection is back.
            </Notice>
        );
    }
    if (refusal?.code === 'RATE_LIMITED' || refusal?.code === 'UNAVAILABLE') {
        return <Countdown key={refusal.traceId} refusal={refusal} onDone={onDone} />;
    }
    if (refusal?.code === 'OUT_OF_TOKENS' || (available !== undefined && price !== null && available < price)) {
        return (
            <Notice kind="danger" action={<StatementLink />}>
                <strong>Out of tokens.</strong> {price !== null && `A message costs ${tokens(price)}. `}
                {available !== undefined && `${tokens(available)} ${available === 1 ? 'is' : 'are'} left. `}
                Ask an administrator for more, or choose a model that costs less.
            </Notice>
        );
    }
    if (refusal) {
        return (
            <Notice kind="danger" action={<Button onClick={onDone}>Dismiss</Button>}>
                {refusal.message} Your message was not sent; it is below.
            </Notice>
        );
    }
    if (available !== undefined && price !== null && price > 0 && available < FEW_MESSAGES * price) {
        return (
            <Notice kind="warning" action={<StatementLink />}>
                {tokens(available)} left: enough for {counted(Math.floor(available / price), 'message')}.
            </Notice>
        );
    }
    return null;
}

function StatementLink() {
    return (
        <Link to="/account/statement" className="inline-flex min-h-11 items-center font-medium underline pointer-fine:min-h-9">
            See where they went
        </Link>
    );
}

function Countdown({ refusal, onDone }: { refusal: Problem; onDone: () => void }) {
    const [left, setLeft] = useState(refusal.retryAfterSeconds ?? WAIT_SECONDS);
    useEffect(() => {
        if (left <= 0) {
            onDone();
            return undefined;
        }
        const timer = setTimeout(() => setLeft(left - 1), 1000);
        return () => clearTimeout(timer);
    }, [left, onDone]);
    return (
        <Notice kind="warning">
            {refusal.message} Your message was not sent; it is below. You can send it in {counted(left, 'second')}.
        </Notice>
    );
}

export function useOnline(): boolean {
    return useSyncExternalStore(
        (listener) => {
            addEventListener('online', listener);
            addEventListener('offline', listener);
            return () => {
                removeEventListener('online', listener);
                removeEventListener('offline', listener);
            };
        },
        () => navigator.onLine,
    );
}
