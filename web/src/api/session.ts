import { useSyncExternalStore } from 'react';
import type { components, paths } from '#schema';
import { asProblem, Problem, problemOf } from './problem';

/**
 * Who is signed in. The access token is in memory only. The refresh token is in a cookie that no script can read:
 * the header asks for that. All tabs share the session: they take turns in refreshing it, and tell each other.
 */
export type SessionState = 'unknown' | 'signed-in' | 'signed-out';

type Opened = components['schemas']['Session'] | components['schemas']['Registered'] | components['schemas']['Refreshed'];
/** What tabs tell each other: a new token, that somebody signed out, that the session ended, that tokens moved. */
type Told = { access: string; expiresAtMillis: number } | 'signed-out' | 'ended' | 'tokens-moved';

/** Says that there is a cookie to try. Not a secret. */
const MARK = 'chatledger.session';
/** The body has to have a field for it, and the cookie is what counts. */
const IN_COOKIE = { refresh: '' };
const LOCK = 'chatledger.session';
/** Refreshed so long before it ends, so that no call is lost to the clock. */
const MARGIN_MILLIS = 30_000;

const listeners = new Set<() => void>();
const tokensMovedElsewhere = new Set<() => void>();
const otherTabs = new BroadcastChannel('chatledger.session');

let state: SessionState = localStorage.getItem(MARK) === null ? 'signed-out' : 'unknown';
let access: { token: string; expiresAtMillis: number } | null = null;
let refreshing: Promise<void> | null = null;
let endedElsewhere = false;
let owner = '';

otherTabs.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data === 'tokens-moved') {
        tokensMovedElsewhere.forEach((listener) => listener());
    } else if (data === 'signed-out' || data === 'ended') {
        forget(data === 'ended');
    } else {
        keep({ token: data.access, expiresAtMillis: data.expiresAtMillis });
    }
};

export function useSession(): SessionState {
    return useSyncExternalStore(subscribe, () => state);
}

/** The id of the account whose session it is, or was until just now. */
export function account(): string {
    return owner;
}

/** Whether the session ended without anybody in this browser asking for it. */
export function wasEndedElsewhere(): boolean {
    return endedElsewhere;
}

export function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** @throws Problem */
export async function signIn(username: string, password: string): Promise<void> {
    remember((await post('/api/login', { username, password })) as Opened);
}

/** @throws Problem */
export async function register(username: string, password: string, email: string | null, key: string): Promise<void> {
    const body = { username, password, ...(email ? { email } : {}) };
    remember((await post('/api/register', body, { 'Idempotency-Key': key })) as Opened);
}

/** Ends the session here and in all tabs, even if the server cannot be told. */
export async function signOut(): Promise<void> {
    try {
        // The cookie comes with paths under /api/token alone.
        await post('/api/token/logout', IN_COOKIE);
    } finally {
        otherTabs.postMessage('signed-out' satisfies Told);
        forget(false);
    }
}

/** After the account was closed or the session ended itself: there is nothing to log out of. */
export function leave(): void {
    otherTabs.postMessage('signed-out' satisfies Told);
    forget(false);
}

/** So that their balances move, too. */
export function tellOtherTabsThatTokensMoved(): void {
    otherTabs.postMessage('tokens-moved' satisfies Told);
}

export function onTokensMovedElsewhere(listener: () => void): void {
    tokensMovedElsewhere.add(listener);
}

/** At the start of the page: finds out whether there is a session. */
export async function resume(): Promise<void> {
    if (state === 'unknown') {
        await refresh().catch(() => undefined);
    }
}

/**
 * An access token that is good for a while.
 *
 * @param used the one that was refused, if one was
 * @throws Problem if there is no session any more, or it cannot be found out
 */
export async function accessToken(used?: string): Promise<string> {
    if (!access || access.token === used || access.expiresAtMillis - MARGIN_MILLIS < Date.now()) {
        await refresh(used);
    }
    if (!access) {
        throw new Problem('UNAUTHENTICATED', 'Please sign in.');
    }
    return access.token;
}

function refresh(used = access?.token): Promise<void> {
    refreshing ??= inTurn(used).finally(() => (refreshing = null));
    return refreshing;
}

async function inTurn(used: string | undefined): Promise<void> {
    await navigator.locks.request(LOCK, async () => {
        // While we waited for our turn another tab may have done it.
        if (access && access.token !== used && access.expiresAtMillis - MARGIN_MILLIS > Date.now()) {
            return;
        }
        try {
            remember((await post('/api/token/refresh', IN_COOKIE)) as Opened);
        } catch (thrown) {
            const problem = asProblem(thrown);
            if (problem.code === 'UNAUTHENTICATED') {
                otherTabs.postMessage('ended' satisfies Told);
            }
            if (!problem.passes && problem.code !== 'RATE_LIMITED') {
                // Who had no session has no cookie to try: there was one.
                forget(true);
            }
            throw problem;
        }
    });
}

function remember(opened: Opened): void {
    const expiresAtMillis = Date.now() + opened.expires_in * 1000;
    localStorage.setItem(MARK, 'cookie');
    otherTabs.postMessage({ access: opened.access, expiresAtMillis } satisfies Told);
    keep({ token: opened.access, expiresAtMillis });
}

function keep(next: NonNullable<typeof access>): void {
    access = next;
    owner = subjectOf(next.token);
    change('signed-in');
}

/** Of an access token (RFC 7519); that it is genuine is the server's business. */
function subjectOf(token: string): string {
    const [, payload = ''] = token.split('.');
    return (JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))) as { sub: string }).sub;
}

function forget(elsewhere: boolean): void {
    access = null;
    endedElsewhere = elsewhere;
    localStorage.removeItem(MARK);
    change('signed-out');
}

function change(next: SessionState): void {
    state = next;
    listeners.forEach((listener) => listener());
}

async function post(path: keyof paths, body: unknown, more: Record<string, string> = {}): Promise<unknown> {
    let response: Response;
    try {
        response = await fetch(path, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-Chatledger-Session': 'cookie', ...more },
            body: JSON.stringify(body ?? {}),
        });
    } catch (thrown) {
        throw asProblem(thrown);
    }
    if (response.status === 204) {
        return undefined;
    }
    const answer: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
        throw problemOf(answer, response.status, response.headers);
    }
    return answer;
}

/** When the page is left: goes out even so, and nobody waits for its answer. */
export function keptAliveDelete(path: keyof paths, id: string): void {
    if (access) {
        void fetch(path.replace('{id}', id), {
            method: 'DELETE',
            keepalive: true,
            headers: { Authorization: `Bearer ${access.token}` },
        }).catch(() => undefined);
    }
}
