import { useInfiniteQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Schema } from '../api/client';
import { users, type UserFilter } from '../api/queries';
import { amountOf, tokens } from '../text/format';
import { Field, Select } from '../ui/field';
import { Empty, Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Time } from '../ui/time';

export const ROLES: readonly Schema<'Role'>[] = ['USER', 'AUDITOR', 'OPERATOR', 'ADMIN'];
/** Somebody who types is not asked about in the middle of a word. */
const TYPING_MILLIS = 250;

/** Finds accounts. */
export function Users() {
    const [search, setSearch] = useSearchParams();
    const query = useInfiniteQuery(users(filterOf(search)));
    const set = (name: string, value: string) =>
        setSearch(
            (old) => {
                const next = new URLSearchParams(old);
                if (value) {
                    next.set(name, value);
                } else {
                    next.delete(name);
                }
                return next;
            },
            { replace: true },
        );
    return (
        <Page title="Accounts" lead="By a part of the username or of the email address.">
            <div className="mb-4 grid gap-3 sm:grid-cols-2 lg:grid-cols-[2fr_1fr_1fr_1fr_1fr]">
                <Typed label="Search" value={search.get('q') ?? ''} onChange={(value) => set('q', value)} />
                <Select label="Role" value={search.get('role') ?? ''} onChange={(event) => set('role', event.target.value)}>
                    <option value="">Any</option>
                    {ROLES.map((role) => (
                        <option key={role} value={role}>
                            {role.toLowerCase()}
                        </option>
                    ))}
                </Select>
                <Select
                    label="State"
                    value={search.get('suspended') ?? ''}
                    onChange={(event) => set('suspended', event.target.value)}
                >
                    <option value="">Any</option>
                    <option value="false">Not suspended</option>
                    <option value="true">Suspended</option>
                </Select>
                <Typed label="Tokens from" numeric value={search.get('from') ?? ''} onChange={(value) => set('from', value)} />
                <Typed label="Tokens to" numeric value={search.get('to') ?? ''} onChange={(value) => set('to', value)} />
            </div>
            <Listing
                query={query}
                empty={
                    <Empty title="No account is like that">
                        <button type="button" className="min-h-11 underline" onClick={() => setSearch({})}>
                            Show all
                        </button>
                    </Empty>
                }
            >
                {(rows) => (
                    <ul className="divide-y rounded-xl border bg-surface">
                        {rows.map((row) => (
                            <li key={row.id}>
                                <Link
                                    to={`/admin/users/${row.id}`}
                                    className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 text-sm hover:bg-hover"
                                >
                                    <span className="min-w-0 grow basis-52">
                                        <span className="font-medium">{row.username}</span>
                                        <State account={row} />
                                        <span className="block text-muted">{row.email ?? 'No email address'}</span>
                                    </span>
                                    <span className="text-muted">
                                        {row.roles.filter((role) => role !== 'USER').map((role) => role.toLowerCase()).join(', ')}
                                    </span>
                                    <span className="w-36 text-right font-medium max-sm:w-auto">{tokens(row.tokens)}</span>
                                    <span className="w-32 text-right text-muted max-sm:hidden">
                                        <Time at={row.created_at} />
                                    </span>
                                </Link>
                            </li>
                        ))}
                    </ul>
                )}
            </Listing>
        </Page>
    );
}

export function State({ account }: { account: Pick<Schema<'Account'>, 'suspended' | 'closed'> }) {
    if (!account.suspended && !account.closed) {
        return null;
    }
    return (
        <span className="ml-2 rounded-full bg-danger-soft px-2 py-0.5 text-xs text-danger">
            {account.closed ? 'closed' : 'suspended'}
        </span>
    );
}

function filterOf(search: URLSearchParams): UserFilter {
    const q = search.get('q')?.trim();
    const role = ROLES.find((one) => one === search.get('role'));
    const suspended = search.get('suspended');
    const from = amountOf(search.get('from') ?? '');
    const to = amountOf(search.get('to') ?? '');
    return {
        ...(q ? { q } : {}),
        ...(role ? { role } : {}),
        ...(suspended === 'true' || suspended === 'false' ? { suspended: suspended === 'true' } : {}),
        ...(from !== null && from > 0 ? { tokens_min: from } : {}),
        ...(to !== null && to > 0 && to >= (from ?? 0) ? { tokens_max: to } : {}),
    };
}

function Typed({
    label,
    value,
    numeric = false,
    onChange,
}: {
    label: string;
    value: string;
    numeric?: boolean;
    onChange: (value: string) => void;
}) {
    const [typed, setTyped] = useState(value);
    useEffect(() => {
        if (typed === value) {
            return undefined;
        }
        const timer = setTimeout(() => onChange(typed), TYPING_MILLIS);
        return () => clearTimeout(timer);
        // What is in the address follows what is typed, not the other way round.
    }, [typed]);
    return (
        <div className="relative">
            <Field
                label={label}
                type={numeric ? 'text' : 'search'}
                inputMode={numeric ? 'numeric' : undefined}
                maxLength={200}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
            />
            {!numeric && <Search size={16} aria-hidden className="absolute right-3 bottom-3 text-muted" />}
        </div>
    );
}
