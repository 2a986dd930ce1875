import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { actTypeValues } from '#schema';
import type { Schema } from '../api/client';
import { actPage, acts, everything, type ActFilter } from '../api/queries';
import { csv } from '../text/csv';
import { count, tokens } from '../text/format';
import { near } from '../text/time';
import { Select } from '../ui/field';
import { Days, NothingFound, Typed, useFilter } from '../ui/filter';
import { Empty, Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Save } from '../ui/save';
import { Time } from '../ui/time';

type Act = Schema<'Act'>;

/** Each as a choice, and as the verb of the sentence whose subject is who did it, and whose object is the account. */
const ACTS: Record<Act['type'], { word: string; verb: (amount: string) => string }> = {
    TokensGranted: { word: 'Tokens granted', verb: (amount) => `granted ${amount} to` },
    TokensRevoked: { word: 'Tokens revoked', verb: (amount) => `revoked ${amount} from` },
    RolesChanged: { word: 'Roles changed', verb: () => 'changed the roles of' },
    AccountSuspended: { word: 'Suspended', verb: () => 'suspended' },
    AccountReactivated: { word: 'Reactivated', verb: () => 'reactivated' },
    PasswordResetIssued: { word: 'Reset code made', verb: () => 'made a reset code for' },
    AccountErased: { word: 'Texts erased', verb: () => 'erased the texts of' },
    ChatsOpened: { word: 'Chats opened', verb: () => 'opened the chats of' },
};

/** What administrators have done, to all accounts. */
export default function Acts() {
    return (
        <Page title="Acts" lead="Who did what to whom, why and when, newest first. Nothing here is ever changed.">
            <ActsOn />
        </Page>
    );
}

/** What administrators have done, to one account if it is given. */
export function ActsOn({ account }: { account?: string }) {
    const filter = useFilter();
    const type = actTypeValues.find((one) => one === filter.of('type'));
    const whose = account ?? filter.of('account');
    const actor = filter.of('actor');
    const asked: ActFilter = {
        ...filter.time,
        ...(type ? { type } : {}),
        ...(whose ? { account: whose } : {}),
        ...(actor ? { actor } : {}),
    };
    const query = useInfiniteQuery(acts(asked));
    const all = () => everything((page) => actPage({ ...asked, ...page }));
    return (
        <>
            <div className="mb-4 grid grid-cols-2 items-end gap-3 max-lg:*:first:col-span-2 lg:grid-cols-3">
                <Select label="Type" value={filter.of('type')} onChange={(event) => filter.set('type', event.target.value)}>
                    <option value="">All acts</option>
                    {actTypeValues.map((one) => (
                        <option key={one} value={one}>
                            {ACTS[one].word}
                        </option>
                    ))}
                </Select>
                <Typed filter={filter} name="actor" label="By" placeholder="An id, or system" />
                {account === undefined && <Typed filter={filter} name="account" label="On account" placeholder="Its id" />}
                <Days filter={filter} />
                <div className="flex flex-wrap gap-2 max-lg:col-span-2">
                    <Save name="acts" as={{ csv: async () => asCsv(await all()), json: all }} />
                </div>
            </div>
            <Listing
                query={query}
                empty={
                    <NothingFound filter={filter} title="No acts match">
                        <Empty title="Nothing has been done yet">Grants, suspensions, changes of roles and reset codes will be here.</Empty>
                    </NothingFound>
                }
            >
                {(rows) => (
                    <ol aria-label="Acts" className="divide-y rounded-xl border bg-surface text-sm">
                        {rows.map((act) => (
                            <li key={act.position} className="px-4 py-3">
                                <p>
                                    <Person person={act.actor} /> {ACTS[act.type].verb(tokens(Math.abs(act.amount ?? 0)))} <Person person={act.account} />
                                </p>
                                {act.reason !== null && <p className="text-muted">“{act.reason}”</p>}
                                <p className="mt-0.5 text-xs text-muted">
                                    No. {count(act.position)} · <Time at={act.created_at} />
                                    {act.to && ` · ${act.from ? `${change(act.from)} → ` : ''}${change(act.to)}`}
                                </p>
                            </li>
                        ))}
                    </ol>
                )}
            </Listing>
        </>
    );
}

function Person({ person }: { person: Schema<'ActPerson'> }) {
    return person.username === null ? (
        <span className="font-medium">{person.id}</span>
    ) : (
        <Link className="font-medium hover:underline" to={`/admin/users/${person.id}`}>
            {person.username}
        </Link>
    );
}

function change({ balance, roles, suspended, chats_open_until: until }: Schema<'ActState'>): string {
    return [
        ...(balance === undefined ? [] : [tokens(balance)]),
        ...(roles === undefined ? [] : [roles.map((role) => role.toLowerCase()).join(', ') || 'no role']),
        ...(suspended === undefined ? [] : [suspended ? 'suspended' : 'active']),
        ...(until === undefined ? [] : [`open until ${near(until)}`]),
    ].join('; ');
}

function asCsv(rows: Act[]): string {
    return csv(
        ['position', 'created_at', 'type', 'actor', 'actor_username', 'account', 'account_username', 'reason', 'amount', 'from', 'to'],
        rows.map((act) => [
            act.position,
            act.created_at,
            act.type,
            act.actor.id,
            act.actor.username,
            act.account.id,
            act.account.username,
            act.reason,
            act.amount,
            act.from && change(act.from),
            act.to && change(act.to),
        ]),
    );
}
