import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schema } from '../api/client';
import { profile } from '../api/queries';
import { count, tokens } from '../text/format';
import { duration } from '../text/time';
import { Empty } from '../ui/listing';
import { Figure } from '../ui/page';
import { Time } from '../ui/time';

/** What is held for messages that are being answered, by age. */
export function Holds({ holds }: { holds: Schema<'Holds'> }) {
    const { data: me } = useQuery(profile);
    return (
        <>
            <div className="mb-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
                {holds.by_age.map(({ at_least_seconds: from, holds: number }, place) => {
                    const to = holds.by_age[place + 1]?.at_least_seconds;
                    return (
                        <Figure
                            key={from}
                            label={to === undefined ? `${duration(from)} or older` : `${duration(from)} to ${duration(to)} old`}
                            value={count(number)}
                        />
                    );
                })}
            </div>
            {!holds.open_is_exact && <p className="mb-4 text-sm text-muted">There are more than {count(holds.open)}.</p>}
            {holds.results.length === 0 ? (
                <Empty title="Nothing is held">No message is being answered just now.</Empty>
            ) : (
                <ul aria-label="The oldest holds" className="divide-y rounded-xl border bg-surface text-sm">
                    {holds.results.map((hold) => (
                        <li key={hold.message_id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-3">
                            <span className="min-w-0 grow basis-64 font-mono text-xs">
                                {me?.roles.includes('ADMIN') ? (
                                    <Link className="hover:underline" to={`/admin/users/${hold.account_id}`}>
                                        {hold.account_id}
                                    </Link>
                                ) : (
                                    hold.account_id
                                )}
                                <span className="block text-muted">message {hold.message_id}</span>
                            </span>
                            <span className="font-medium">{hold.tokens === null ? '—' : tokens(hold.tokens)}</span>
                            <span className="text-muted">
                                {duration(hold.age_seconds)} old, expires <Time at={hold.expires_at} />
                            </span>
                        </li>
                    ))}
                </ul>
            )}
        </>
    );
}
