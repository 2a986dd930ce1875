import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answerOf, api, done, type Schema } from '../api/client';
import { asProblem } from '../api/problem';
import { profile, queries } from '../api/queries';
import { leave } from '../api/session';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Loaded } from '../ui/listing';
import { toast } from '../ui/live';
import { Notice } from '../ui/notice';
import { Card, Page, Section } from '../ui/page';
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
                        <Section title="Close this account">
                            <Closing person={person} />
                        </Section>
                    </>
                )}
            </Loaded>
        </Page>
    );
}

function Email({ person }: { person: Schema<'Profile'> }) {
    const [email, setEmail] = useState(person.email ?? '');
    const [password, setPassword] = useState('');
    const saving = useMutation({
        mutationFn: () =>
            answerOf(
                api.PATCH('/api/user/profile', {
                    body: { email: email.trim() || null, ...(password ? { password } : {}) },
                }),
            ),
        onSuccess: async () => {
            setPassword('');
            toast('Your email address is saved.');
            await queries.invalidateQueries({ queryKey: profile.queryKey });
        },
    });
    const problem = saving.error ? asProblem(saving.error) : undefined;
    const submit = (event: FormEvent) => {
        event.preventDefault();
        saving.mutate();
    };
    return (
        <Card>
            <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
                {problem && <Notice kind="danger">{problem.message}</Notice>}
                <Field
                    label="Email address"
                    type="email"
                    autoComplete="email"
                    maxLength={254}
                    hint="Leave it empty to have none."
                    value={email}
                    onChange={(event) => setEmail(event.target.value)}
                />
                <Field
                    label="Your password"
                    type="password"
                    autoComplete="current-password"
                    hint="Needed where mails are sent."
                    value={password}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <div>
                    <Button type="submit" busy={saving.isPending} disabled={email.trim() === (person.email ?? '')}>
                        Save
                    </Button>
                </div>
            </form>
        </Card>
    );
}

function Password() {
    const [old, setOld] = useState('');
    const [next, setNext] = useState('');
    const changing = useMutation({
        mutationFn: () => done(api.POST('/api/user/password', { body: { old_password: old, new_password: next } })),
        onSuccess: () => {
            setOld('');
            setNext('');
            toast('Your password is changed. All your other sessions have ended.');
        },
    });
    const problem = changing.error ? asProblem(changing.error) : undefined;
    const submit = (event: FormEvent) => {
        event.preventDefault();
        changing.mutate();
    };
    return (
        <Card>
            <form onSubmit={submit} className="flex max-w-md flex-col gap-4">
                {problem && !problem.fields.new_password && (
                    <Notice kind="danger">
                        {problem.code === 'BAD_CREDENTIALS' ? 'That is not your present password.' : problem.message}
                    </Notice>
                )}
                <Field
                    label="Present password"
                    type="password"
                    autoComplete="current-password"
                    required
                    value={old}
                    onChange={(event) => setOld(event.target.value)}
                />
                <Field
                    label="New password"
                    type="password"
                    autoComplete="new-password"
                    required
                    maxLength={128}
                    hint="At least 8 characters, and not one of the common ones. All other sessions end."
                    error={problem?.fields.new_password}
                    value={next}
                    onChange={(event) => setNext(event.target.value)}
                />
                <div>
                    <Button type="submit" busy={changing.isPending}>
                        Change the password
                    </Button>
                </div>
            </form>
        </Card>
    );
}

function Closing({ person }: { person: Schema<'Profile'> }) {
    const [asking, setAsking] = useState(false);
    const [typed, setTyped] = useState('');
    const [password, setPassword] = useState('');
    return (
        <Card>
            <p className="text-sm text-muted">
                For good: your sessions and keys end, and nobody sees your conversations any more. What was granted and
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
                    ready={typed === person.username && password !== ''}
                    said="Your account is closed."
                    onClose={() => setAsking(false)}
                    act={async () => {
                        await done(api.DELETE('/api/user', { body: { password } }));
                        leave();
                    }}
                >
                    <p>This cannot be undone, and {person.username} cannot sign in any more.</p>
                    <Field
                        label={`Type ${person.username} to go on`}
                        autoComplete="off"
                        value={typed}
                        onChange={(event) => setTyped(event.target.value)}
                    />
                    <Field
                        label="Your password"
                        type="password"
                        autoComplete="current-password"
                        value={password}
                        onChange={(event) => setPassword(event.target.value)}
                    />
                </Ask>
            )}
        </Card>
    );
}
