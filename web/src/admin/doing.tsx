import { useState } from 'react';
import { roleValues } from '#schema';
import { answerOf, api, done, type Schema } from '../api/client';
import { queries } from '../api/queries';
import { amountOf, count, tokens } from '../text/format';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Decision, Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Secret } from '../ui/secret';
import { Time } from '../ui/time';

export type ActOn = 'grant' | 'revoke' | 'suspend' | 'reactivate' | 'roles' | 'code' | 'erase';

/** Why something is done to an account. */
export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
    return (
        <Field
            label="Reason"
            hint="One line, for the record. No personal text: it is kept for ever."
            required
            maxLength={200}
            value={value}
            onChange={(event) => onChange(event.target.value)}
        />
    );
}

/** The dialog of an act: what it does, how much, and why. */
export function Doing({ act, account, onClose }: { act: ActOn; account: Schema<'Account'>; onClose: () => void }) {
    const [reason, setReason] = useState('');
    const [typed, setTyped] = useState('');
    const [roles, setRoles] = useState(account.roles);
    const amount = amountOf(typed);
    const path = { id: account.id };
    const why = reason.trim();
    const [code, setCode] = useState<Schema<'ResetCode'>>();
    const reload = () =>
        Promise.all([
            queries.invalidateQueries({ queryKey: ['user', account.id] }),
            queries.invalidateQueries({ queryKey: ['users'] }),
            queries.invalidateQueries({ queryKey: ['acts'] }),
            queries.invalidateQueries({ queryKey: ['balance'] }),
            queries.invalidateQueries({ queryKey: ['statement'] }),
        ]);
    const reasonField = <ReasonField value={reason} onChange={setReason} />;
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
        case 'erase':
            return (
                <Ask
                    title={`Erase the texts of ${name}?`}
                    verb="Erase them for good"
                    danger
                    ready={why !== ''}
                    said="The texts are erased."
                    onClose={onClose}
                    act={async () => {
                        await done(api.POST('/api/admin/users/{id}/erase', { params: { path }, body: { reason: why } }));
                        await reload();
                    }}
                >
                    <p>
                        Nobody will be able to read the texts of this account, its name or its address any more. The account is closed; its
                        tokens stay in the ledger. This cannot be undone.
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
                        {roleValues.map((role) => (
                            <label key={role} className="flex min-h-11 items-center gap-3 text-sm pointer-fine:min-h-9">
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
        case 'code':
            return code ? (
                <Dialog title={`A code for ${name}`} onClose={onClose}>
                    <Secret text={code.code} label="Copy the code" />
                    <p className="mt-4 text-sm text-muted">
                        Give it to {name}, who sets a new password with it under “Forgotten your password?”. It can be used once,
                        until <Time at={code.expires_at} />. Nothing changes until then.
                    </p>
                    <Decision>
                        <Button kind="primary" onClick={onClose}>
                            I have copied it
                        </Button>
                    </Decision>
                </Dialog>
            ) : (
                <Ask
                    title={`Make a reset code for ${name}?`}
                    verb="Make a code"
                    ready={why !== ''}
                    said={`The code for ${name} is ready.`}
                    onClose={() => undefined}
                    onCancel={onClose}
                    act={async (key) => {
                        setCode(
                            await answerOf(
                                api.POST('/api/admin/users/{id}/password-reset', {
                                    params: { path, header: { 'Idempotency-Key': key } },
                                    body: { reason: why },
                                }),
                            ),
                        );
                        await reload();
                    }}
                >
                    <p>With it {name} sets a new password without knowing the current one. Earlier codes are no longer valid.</p>
                    {reasonField}
                </Ask>
            );
    }
}
