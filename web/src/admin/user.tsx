import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { answerOf, api, type Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { profile, queries, user } from '../api/queries';
import { amountOf, count, tokens } from '../text/format';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Empty, Loaded } from '../ui/listing';
import { Card, Figure, Page } from '../ui/page';
import { Time } from '../ui/time';
import { ROLES, State } from './users';

type Account = Schema<'Account'>;
type Act = 'grant' | 'revoke' | 'suspend' | 'reactivate' | 'roles';

/** One account, and what can be done to it. */
export function Account() {
    const { id = '' } = useParams();
    const query = useQuery(user(id));
    if (query.isError && asProblem(query.error).code === 'NOT_FOUND') {
        return (
            <Page title="No such account">
                <Empty title="There is no account with this id">
                    <Link className="underline" to="/admin">
                        All accounts
                    </Link>
                </Empty>
            </Page>
        );
    }
    return <Loaded query={query}>{(account) => <Known account={account} />}</Loaded>;
}

function Known({ account }: { account: Account }) {
    const [act, setAct] = useState<Act>();
    const { data: me } = useQuery(profile);
    return (
        <Page
            title={account.username}
            lead={
                <>
                    {account.email ?? 'No email address'}
                    <State account={account} />
                </>
            }
            actions={
                !account.closed && (
                    <>
                        <Button kind="primary" onClick={() => setAct('grant')}>
                            Grant tokens
                        </Button>
                        <Button onClick={() => setAct('revoke')}>Revoke tokens</Button>
                        <Button onClick={() => setAct('roles')}>Change roles</Button>
                        {account.suspended ? (
                            <Button onClick={() => setAct('reactivate')}>Reactivate</Button>
                        ) : (
                            <Button kind="danger" disabled={account.id === me?.id} onClick={() => setAct('suspend')}>
                                Suspend
                            </Button>
                        )}
                    </>
                )
            }
        >
            <div className="grid gap-3 sm:grid-cols-2">
                <Figure label="Available" value={tokens(account.tokens)} />
                <Card>
                    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-sm">
                        <dt className="text-muted">Roles</dt>
                        <dd>{account.roles.map((role) => role.toLowerCase()).join(', ') || 'none'}</dd>
                        <dt className="text-muted">Opened</dt>
                        <dd>
                            <Time at={account.created_at} />
                        </dd>
                        <dt className="text-muted">Account</dt>
                        <dd className="font-mono text-xs">{account.id}</dd>
                    </dl>
                </Card>
            </div>
            {act && <Doing key={act} act={act} account={account} onClose={() => setAct(undefined)} />}
        </Page>
    );
}

function Doing({ act, account, onClose }: { act: Act; account: Account; onClose: () => void }) {
    const [reason, setReason] = useState('');
    const [typed, setTyped] = useState('');
    const [roles, setRoles] = useState(account.roles);
    const amount = amountOf(typed);
    const path = { id: account.id };
    const why = reason.trim();
    const reload = () =>
        Promise.all([
            queries.invalidateQueries({ queryKey: ['user', account.id] }),
            queries.invalidateQueries({ queryKey: ['users'] }),
            queries.invalidateQueries({ queryKey: ['acts'] }),
            queries.invalidateQueries({ queryKey: ['balance'] }),
        ]);
    const reasonField = (
        <Field
            label="Reason"
            hint="On one line, for the log. No personal text: it stays for ever."
            required
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
        />
    );
    const name = account.username;

    switch (act) {
        case 'grant':
        case 'revoke':
            return (
                <Ask
                    title={act === 'grant' ? `Grant tokens to ${name}` : `Revoke tokens of ${name}`}
                    verb={amount && amount > 0 ? `${act === 'grant' ? 'Grant' : 'Revoke'} ${tokens(amount)}` : act === 'grant' ? 'Grant' : 'Revoke'}
                    danger={act === 'revoke'}
                    ready={amount !== null && amount > 0 && why !== ''}
                    said={`${act === 'grant' ? 'Granted' : 'Revoked'} ${tokens(amount ?? 0)}.`}
                    onClose={onClose}
                    act={async (key) => {
                        await answerOf(
                            api.POST('/api/admin/users/{id}/tokens', {
                                params: { path, header: { 'Idempotency-Key': key } },
                                body: { amount: act === 'grant' ? amount! : -amount!, reason: why },
                            }),
                        );
                        await reload();
                    }}
                >
                    <Field
                        label="Tokens"
                        inputMode="numeric"
                        autoComplete="off"
                        required
                        autoFocus
                        hint={`${name} has ${tokens(account.tokens)}${amount && amount > 0 ? `, and then ${count(account.tokens + (act === 'grant' ? amount : -amount))}` : ''}.`}
                        error={typed !== '' && (amount === null || amount < 0) ? 'A whole number above 0.' : undefined}
                        value={typed}
                        onChange={(event) => setTyped(event.target.value)}
                    />
                    {reasonField}
                </Ask>
            );
        case 'suspend':
        case 'reactivate':
            return (
                <Ask
                    title={act === 'suspend' ? `Suspend ${name}?` : `Reactivate ${name}?`}
                    verb={act === 'suspend' ? 'Suspend' : 'Reactivate'}
                    danger={act === 'suspend'}
                    ready={why !== ''}
                    said={`${name} is ${act === 'suspend' ? 'suspended' : 'active again'}.`}
                    onClose={onClose}
                    act={async (key) => {
                        const params = { path, header: { 'Idempotency-Key': key } };
                        await answerOf(
                            act === 'suspend'
                                ? api.POST('/api/admin/users/{id}/suspend', { params, body: { reason: why } })
                                : api.POST('/api/admin/users/{id}/reactivate', { params, body: { reason: why } }),
                        );
                        await reload();
                    }}
                >
                    <p>
                        {act === 'suspend'
                            ? `${name} can neither chat nor sign in until somebody reactivates the account. The balance stays.`
                            : `${name} can chat and sign in again.`}
                    </p>
                    {reasonField}
                </Ask>
            );
        case 'roles':
            return (
                <Ask
                    title={`Roles of ${name}`}
                    verb="Change the roles"
                    ready={why !== '' && roles.toSorted().join() !== account.roles.toSorted().join()}
                    said={`The roles of ${name} are changed.`}
                    onClose={onClose}
                    act={async () => {
                        await answerOf(api.PUT('/api/admin/users/{id}/roles', { params: { path }, body: { roles, reason: why } }));
                        await reload();
                    }}
                >
                    <fieldset>
                        <legend className="mb-1 text-sm font-medium">Roles</legend>
                        {ROLES.map((role) => (
                            <label key={role} className="flex min-h-11 items-center gap-3 text-sm sm:min-h-9">
                                <input
                                    type="checkbox"
                                    className="size-4 accent-accent"
                                    disabled={role === 'USER'}
                                    checked={roles.includes(role)}
                                    onChange={(event) =>
                                        setRoles(event.target.checked ? [...roles, role] : roles.filter((one) => one !== role))
                                    }
                                />
                                {role.toLowerCase()}
                            </label>
                        ))}
                    </fieldset>
                    {reasonField}
                </Ask>
            );
    }
}
