import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, done, type Schema } from '../api/client';
import { email, profile, queries } from '../api/queries';
import { asProblem } from '../api/problem';
import { leave } from '../api/session';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { faultOf, Form, NewPasswordField, useTyped } from '../ui/form';
import { Loaded } from '../ui/listing';
import { toast } from '../ui/live';
import { Notice } from '../ui/notice';
import { Card, Page, Section } from '../ui/page';
import { SaveFile } from '../ui/save';
import { Time } from '../ui/time';

export default function Profile() {
    const query = useQuery(profile);
    return (
        <Page title="Profile">
            <Loaded query={query}>
                {(person) => (
                    <>
                        <Card>
                            <dl className="grid gap-x-8 gap-y-3 text-sm sm:grid-cols-[auto_1fr]">
                                <dt className="text-muted">Username</dt>
                                <dd className="font-medium">{person.username}</dd>
                                <dt className="text-muted">Account</dt>
                                <dd className="font-mono text-xs sm:text-sm">{person.id}</dd>
                                <dt className="text-muted">Roles</dt>
                                <dd>{person.roles.map((role) => role.toLowerCase()).join(', ')}</dd>
                                <dt className="text-muted">Opened</dt>
                                <dd>
                                    <Time at={person.created_at} />
                                </dd>
                            </dl>
                        </Card>
                        <Section title="Email">
                            <Email person={person} />
                        </Section>
                        <Section title="Password">
                            <Password />
                        </Section>
                        <Section title="Your data">
                            <Card>
                                <p className="mb-4 text-sm text-muted">
                                    All data that is kept about you, in one archive: your profile, statement, conversations,
                                    sessions, and the names of your keys.
                                </p>
                                <SaveFile
                                    name="chatledger-export.zip"
                                    file={() => api.GET('/api/user/export', { parseAs: 'blob' })}
                                >
                                    Save my data
                                </SaveFile>
                            </Card>
                        </Section>
                        <Section title="Close this account">
                            <Closing person={person} />
                        </Section>
                    </>
                )}
            </Loaded>
        </Page>
    );
}

/** Where addresses are verified: whether this one is, and what to do if not. */
function EmailState() {
    const { data: state } = useQuery(email);
    const again = useMutation({
        mutationFn: () => answerOf(api.PATCH('/api/user/profile', { body: { email: state!.email } })),
        onSuccess: async () => {
            toast(`A code is on its way to ${state!.email}.`);
            await queries.invalidateQueries({ queryKey: email.queryKey });
        },
        onError: (thrown) => toast(asProblem(thrown).message, { kind: 'failed' }),
    });
    if (!state || state.verified === null) {
        return null;
    }
    return (
        <div className="mb-4">
            {state.verified ? (
                <Notice kind="success">{state.email} is verified.</Notice>
            ) : (
                <Notice
                    kind="warning"
                    action={
                        <Button busy={again.isPending} onClick={() => again.mutate()}>
                            Send a new code
                        </Button>
                    }
                >
                    {state.email} is not verified yet. Enter the code that was sent to it below.
                </Notice>
            )}
            {state.pending !== null && state.pending !== state.email && (
                <p className="mt-3 text-sm text-muted">
                    {state.pending} takes its place when you enter the code that was sent there. The code is valid until{' '}
                    <Time at={state.pending_until!} />.
                </p>
            )}
        </div>
    );
}

function Email({ person }: { person: Schema<'Profile'> }) {
    const { data: state } = useQuery(email);
    const { typed, field, clear } = useTyped({ email: person.email ?? '', password: '' });
    const wanted = typed.email.trim() || null;
    const saving = useMutation({
        mutationFn: () =>
            answerOf(
                api.PATCH('/api/user/profile', {
                    body: { email: wanted, ...(typed.password ? { password: typed.password } : {}) },
                }),
            ),
        onSuccess: async (saved) => {
            clear('password');
            toast(saved.email === wanted ? 'Your email address is saved.' : `A code is on its way to ${wanted}.`);
            await queries.invalidateQueries({ queryKey: profile.queryKey });
        },
    });
    return (
        <Card>
            <div className="max-w-md">
                <EmailState />
                <Form
                    doing={saving}
                    verb="Save"
                    kind="plain"
                    ready={wanted !== person.email}
                    refusal={({ code, message }) => (code === 'BAD_CREDENTIALS' ? 'That is not your password.' : message)}
                >
                    <Field
                        label="Email address"
                        type="email"
                        autoComplete="email"
                        maxLength={254}
                        hint="Leave it empty to have none."
                        {...field('email')}
                    />
                    <Field
                        label="Your password"
                        type="password"
                        autoComplete="current-password"
                        hint="Only needed if this server sends mails."
                        {...field('password')}
                    />
                </Form>
                <Verification wanted={state?.pending != null} />
            </div>
        </Card>
    );
}

/** Where addresses are verified, a new one replaces the old one only when its code was typed in here. */
function Verification({ wanted }: { wanted: boolean }) {
    const { typed, field, clear } = useTyped({ code: '' });
    const verifying = useMutation({
        mutationFn: () => done(api.POST('/api/verify-email', { body: { token: typed.code.trim() } })),
        onSuccess: async () => {
            clear('code');
            toast('Your email address is verified.');
            await Promise.all([
                queries.invalidateQueries({ queryKey: profile.queryKey }),
                queries.invalidateQueries({ queryKey: ['balance'] }),
                queries.invalidateQueries({ queryKey: ['statement'] }),
            ]);
        },
    });
    return (
        <details className="mt-6 border-t pt-2" open={wanted || undefined}>
            <summary className="flex min-h-11 items-center text-sm text-muted underline">I have a code from a mail</summary>
            <Form doing={verifying} verb="Verify the address" kind="plain">
                <Field
                    label="Code"
                    autoComplete="one-time-code"
                    spellCheck={false}
                    required
                    maxLength={100}
                    {...field('code')}
                />
            </Form>
        </details>
    );
}

function Password() {
    const { typed, field, clear } = useTyped({ present: '', next: '' });
    const changing = useMutation({
        mutationFn: () =>
            done(api.POST('/api/user/password', { body: { old_password: typed.present, new_password: typed.next } })),
        onSuccess: () => {
            clear('present', 'next');
            toast('Your password is changed. All your other sessions have ended.');
        },
    });
    return (
        <Card>
            <div className="max-w-md">
                <Form
                    doing={changing}
                    verb="Change the password"
                    kind="plain"
                    refusal={({ code, fields, message }) =>
                        !fields.new_password && (code === 'BAD_CREDENTIALS' ? 'That is not your current password.' : message)
                    }
                >
                    <Field
                        label="Current password"
                        type="password"
                        autoComplete="current-password"
                        required
                        {...field('present')}
                    />
                    <NewPasswordField
                        label="New password"
                        more=" All other sessions end."
                        error={faultOf(changing, 'new_password')}
                        {...field('next')}
                    />
                </Form>
            </div>
        </Card>
    );
}

function Closing({ person }: { person: Schema<'Profile'> }) {
    const [asking, setAsking] = useState(false);
    const [erase, setErase] = useState(false);
    const { typed, field } = useTyped({ name: '', password: '' });
    return (
        <Card>
            <p className="text-sm text-muted">
                For good: your sessions and keys end, and nobody can see your conversations any more. What was granted and
                spent stays in the ledger; what is left is not paid out.
            </p>
            <Button kind="danger" className="mt-4" onClick={() => setAsking(true)}>
                Close this account
            </Button>
            {asking && (
                <Ask
                    title={`Close the account of ${person.username}?`}
                    verb="Close it for good"
                    danger
                    ready={typed.name === person.username && typed.password !== ''}
                    said="Your account is closed."
                    refusal={({ code, message }) => (code === 'BAD_CREDENTIALS' ? 'That is not your password.' : message)}
                    onClose={() => setAsking(false)}
                    act={async () => {
                        await done(api.DELETE('/api/user', { body: { password: typed.password, erase } }));
                        leave();
                    }}
                >
                    <p>This cannot be undone, and {person.username} cannot sign in any more.</p>
                    <Field
                        label={`Type ${person.username} to go on`}
                        autoComplete="off"
                        {...field('name')}
                    />
                    <Field
                        label="Your password"
                        type="password"
                        autoComplete="current-password"
                        {...field('password')}
                    />
                    <label className="flex min-h-11 items-center gap-3 text-sm pointer-fine:min-h-9">
                        <input
                            type="checkbox"
                            className="size-4 accent-accent"
                            checked={erase}
                            onChange={(event) => setErase(event.target.checked)}
                        />
                        Erase my texts, so that nobody can ever read them again
                    </label>
                </Ask>
            )}
        </Card>
    );
}
