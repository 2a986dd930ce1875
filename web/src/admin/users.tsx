import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { roleValues } from '#schema';
import { users, type UserFilter } from '../api/queries';
import { wholeOf, tokens } from '../text/format';
import { Select } from '../ui/field';
import { NothingFound, Typed, useFilter, type Filter } from '../ui/filter';
import { Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Time } from '../ui/time';
import { State } from './state';

type Sort = NonNullable<UserFilter['sort']>;

const SORTS: Record<Sort, string> = { newest: 'Newest', oldest: 'Oldest', balance: 'Balance' };

/** Finds accounts. */
export default function Users() {
    const filter = useFilter();
    const query = useInfiniteQuery(users(askedBy(filter)));
    return (
        <Page title="Accounts" lead="Search by part of a username or an email address, or by a whole id.">
            <div className="mb-4 grid grid-cols-2 gap-3 max-lg:*:first:col-span-2 lg:grid-cols-[2fr_1fr_1fr_1fr_1fr_1fr]">
                <Typed filter={filter} name="q" label="Search" kind="search" />
                <Select label="Role" value={filter.of('role')} onChange={(event) => filter.set('role', event.target.value)}>
                    <option value="">Any</option>
                    {roleValues.map((role) => (
                        <option key={role} value={role}>
                            {role.toLowerCase()}
                        </option>
                    ))}
                </Select>
                <Select
                    label="State"
                    value={filter.of('suspended')}
                    onChange={(event) => filter.set('suspended', event.target.value)}
                >
                    <option value="">Any</option>
                    <option value="false">Not suspended</option>
                    <option value="true">Suspended</option>
                </Select>
                <Typed filter={filter} name="min" label="Tokens from" kind="number" />
                <Typed filter={filter} name="max" label="Tokens to" kind="number" />
                <Select label="Sorted by" value={sortOf(filter)} onChange={(event) => filter.set('sort', event.target.value)}>
                    {Object.entries(SORTS).map(([sort, words]) => (
                        <option key={sort} value={sort}>
                            {words}
                        </option>
                    ))}
                </Select>
            </div>
            <Listing
                query={query}
                empty={<NothingFound filter={filter} title="No accounts match" />}
            >
                {(rows) => (
                    <ul aria-label="Accounts" className="divide-y rounded-xl border bg-surface">
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

function sortOf(filter: Filter): Sort {
    return (Object.keys(SORTS) as Sort[]).find((sort) => sort === filter.of('sort')) ?? 'newest';
}

function askedBy(filter: Filter): UserFilter {
    const q = filter.of('q');
    const role = roleValues.find((one) => one === filter.of('role'));
    const suspended = filter.of('suspended');
    const least = wholeOf(filter.of('min'));
    const most = wholeOf(filter.of('max'));
    return {
        sort: sortOf(filter),
        ...(q ? { q } : {}),
        ...(role ? { role } : {}),
        ...(suspended ? { suspended: suspended === 'true' } : {}),
        ...(least !== null && least >= 0 ? { balance_min: least } : {}),
        ...(most !== null && most >= Math.max(0, least ?? 0) ? { balance_max: most } : {}),
    };
}
