import { useQuery } from '@tanstack/react-query';
import { Eraser, KeyRound, ShieldCheck, Undo2, UserX } from 'lucide-react';
import { useState } from 'react';
import { Link, Route, Routes, useParams } from 'react-router';
import { StatementOf } from '../account/statement';
import type { Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { access, profile, user } from '../api/queries';
import Nothing from '../entry/nothing';
import { count, counted, tokens } from '../text/format';
import { Button } from '../ui/button';
import { Empty, Loaded } from '../ui/listing';
import { Menu, MenuItem } from '../ui/menu';
import { Card, Figure, Page } from '../ui/page';
import { Tabs } from '../ui/tabs';
import { Time } from '../ui/time';
import { ActsOn } from './acts';
import { Chats } from './chats';
import { Doing, type ActOn } from './doing';
import { State } from './state';

/** One account, and what can be done to it. */
export default function Account() {
    const { id = '' } = useParams();
    const query = useQuery(user(id));
    if (query.isError && asProblem(query.error).code === 'NOT_FOUND') {
        return (
            <Page title="No such account">
                <Empty title="There is no account with this id">
                    <Link className="underline" to="/admin/accounts">
                        All accounts
                    </Link>
                </Empty>
            </Page>
        );
    }
    return <Loaded query={query}>{(account) => <Known account={account} />}</Loaded>;
}

function Known({ account }: { account: Schema<'Account'> }) {
    const [act, setAct] = useState<ActOn>();
    const { data: me } = useQuery(profile);
    const address = `/admin/users/${account.id}`;
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
                account.closed ? (
                    account.username !== '[erased]' && (
                        <Button kind="danger" onClick={() => setAct('erase')}>
                            Erase texts
                        </Button>
                    )
                ) : (
                    <>
                        <Button kind="primary" onClick={() => setAct('grant')}>
                            Grant tokens
                        </Button>
                        <Button onClick={() => setAct('revoke')}>Revoke tokens</Button>
                        <Menu trigger={<Button>More</Button>}>
                            <MenuItem onSelect={() => setAct('roles')}>
                                <ShieldCheck size={16} aria-hidden /> Change roles
                            </MenuItem>
                            {account.id !== me?.id && !account.suspended && (
                                <MenuItem onSelect={() => setAct('code')}>
                                    <KeyRound size={16} aria-hidden /> Make a reset code
                                </MenuItem>
                            )}
                            {account.suspended ? (
                                <MenuItem onSelect={() => setAct('reactivate')}>
                                    <Undo2 size={16} aria-hidden /> Reactivate
                                </MenuItem>
                            ) : (
                                account.id !== me?.id && (
                                    <MenuItem danger onSelect={() => setAct('suspend')}>
                                        <UserX size={16} aria-hidden /> Suspend
                                    </MenuItem>
                                )
                            )}
                            {!account.roles.includes('ADMIN') && (
                                <MenuItem danger onSelect={() => setAct('erase')}>
                                    <Eraser size={16} aria-hidden /> Erase texts
                                </MenuItem>
                            )}
                        </Menu>
                    </>
                )
            }
        >
            <Tabs
                label={account.username}
                inner
                tabs={[
                    { to: address, label: 'Overview', end: true },
                    { to: `${address}/statement`, label: 'Statement' },
                    { to: `${address}/chats`, label: 'Chats' },
                    { to: `${address}/acts`, label: 'Acts' },
                ]}
            />
            <Routes>
                <Route index element={<Overview account={account} />} />
                <Route path="statement" element={<StatementOf account={account.id} />} />
                <Route path="chats" element={<Chats account={account} />} />
                <Route path="acts" element={<ActsOn account={account.id} />} />
                <Route path="*" element={<Nothing />} />
            </Routes>
            {act && <Doing key={act} act={act} account={account} onClose={() => setAct(undefined)} />}
        </Page>
    );
}

function Overview({ account }: { account: Schema<'Account'> }) {
    const { data: ways } = useQuery({ ...access(account.id), enabled: !account.closed });
    return (
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
                    {!account.closed && (
                        <>
                            <dt className="text-muted">Signed in</dt>
                            <dd>{ways ? counted(ways.sessions, 'session') : '…'}</dd>
                            <dt className="text-muted">API keys</dt>
                            <dd>{ways ? count(ways.api_keys) : '…'}</dd>
                        </>
                    )}
                    {account.suspension_reason && (
                        <>
                            <dt className="text-muted">Suspended</dt>
                            <dd>“{account.suspension_reason}”</dd>
                        </>
                    )}
                </dl>
            </Card>
        </div>
    );
}
