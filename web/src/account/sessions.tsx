import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, done, type Schema } from '../api/client';
import { queries, sessions } from '../api/queries';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Loaded } from '../ui/listing';
import { Page, Section } from '../ui/page';
import { Time } from '../ui/time';

type Session = Schema<'SessionInfo'>;

const ENDS: Record<string, string> = {
    LOGGED_OUT: 'signed out',
    ENDED_BY_OWNER: 'ended by you',
    PASSWORD_CHANGED: 'the password was changed',
    ACCOUNT_CLOSED: 'the account was closed',
    REFRESH_TOKEN_REUSED: 'its token was used twice, so it may have been stolen',
};

/** Where this account is signed in. */
export default function Sessions() {
    const query = useQuery(sessions);
    const [ending, setEnding] = useState<Session | 'others'>();
    const reload = () => queries.invalidateQueries({ queryKey: sessions.queryKey });
    return (
        <Page
            title="Sessions"
            lead="Where you are signed in. End any session that you do not recognise."
            actions={
                <Button kind="danger" onClick={() => setEnding('others')}>
                    End all others
                </Button>
            }
        >
            <Loaded query={query}>
                {(rows) => {
                    const ended = rows.filter((row) => row.ended_at !== null);
                    return (
                        <>
                            <List rows={rows.filter((row) => row.ended_at === null)} onEnd={setEnding} />
                            {ended.length > 0 && (
                                <Section title="Ended in the last 30 days">
                                    <List rows={ended} />
                                </Section>
                            )}
                        </>
                    );
                }}
            </Loaded>
            {ending === 'others' && (
                <Ask
                    title="End all your other sessions?"
                    verb="End them"
                    danger
                    said="All other sessions have ended."
                    onClose={() => setEnding(undefined)}
                    act={async () => {
                        await done(api.DELETE('/api/user/sessions'));
                        await reload();
                    }}
                >
                    <p>Everywhere else you will have to sign in again. API keys stay valid.</p>
                </Ask>
            )}
            {ending && ending !== 'others' && (
                <Ask
                    title={`End the session of ${device(ending)}?`}
                    verb="End it"
                    danger
                    said="The session has ended."
                    onClose={() => setEnding(undefined)}
                    act={async () => {
                        await done(api.DELETE('/api/user/sessions/{id}', { params: { path: { id: ending.id } } }));
                        await reload();
                    }}
                >
                    <p>You will have to sign in again there.</p>
                </Ask>
            )}
        </Page>
    );
}

function List({ rows, onEnd }: { rows: Session[]; onEnd?: (row: Session) => void }) {
    return (
        <ul className="divide-y rounded-xl border bg-surface">
            {rows.map((row) => (
                <li key={row.id} className="flex flex-wrap items-center gap-3 px-4 py-3">
                    <div className="min-w-0 grow">
                        <p className="font-medium">
                            {device(row)}
                            {row.current && (
                                <span className="ml-2 rounded-full bg-accent-soft px-2 py-0.5 text-xs text-accent">
                                    this one
                                </span>
                            )}
                        </p>
                        <p className="text-sm text-muted">
                            Since <Time at={row.created_at} /> ·{' '}
                            {row.ended_at ? (
                                <>
                                    ended <Time at={row.ended_at} />
                                    {row.end_reason && `: ${ENDS[row.end_reason] ?? row.end_reason}`}
                                </>
                            ) : (
                                <>
                                    last used <Time at={row.last_used_at} />
                                </>
                            )}
                        </p>
                    </div>
                    {onEnd && !row.current && <Button onClick={() => onEnd(row)}>End</Button>}
                </li>
            ))}
        </ul>
    );
}

/** What a browser calls itself, in words; programs by their own. */
function device({ user_agent: agent }: Session): string {
    if (!agent) {
        return 'An unnamed program';
    }
    const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1];
    const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1];
    const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' };
    return browser && system ? `${names[browser] ?? browser} on ${names[system] ?? system}` : agent;
}
