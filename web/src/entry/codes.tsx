import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, done } from '../api/client';
import { asProblem } from '../api/problem';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { toast } from '../ui/live';
import { Notice } from '../ui/notice';
import { Refused, Welcome } from './entry';

/** Codes that come by mail are typed or pasted here: a code in an address would be in the history of the browser. */
export default function ForgottenPassword() {
    const [email, setEmail] = useState('');
    const [token, setToken] = useState('');
    const [password, setPassword] = useState('');
    const navigate = useNavigate();
    const asked = useMutation({
        mutationFn: () => done(api.POST('/api/password-reset', { body: { email: email.trim() } })),
    });
    const changed = useMutation({
        mutationFn: () =>
            done(api.POST('/api/password-reset/confirm', { body: { token: token.trim(), new_password: password } })),
        onSuccess: () => {
            toast('Your password is changed. Sign in with the new one.');
            void navigate('/sign-in');
        },
    });
    const noMails = asked.error && asProblem(asked.error).code === 'NOT_FOUND';
    return (
        <Welcome title="Set a new password">
            {noMails ? (
                <Notice kind="warning">
                    No mails are sent here. An administrator can help you to get back into your account.
                </Notice>
            ) : (
                <Refused thrown={asked.error ?? changed.error} />
            )}
            <form
                className="mt-4 flex flex-col gap-4"
                onSubmit={(event) => {
                    event.preventDefault();
                    asked.mutate();
                }}
            >
                <Field
                    label="Email of your account"
                    type="email"
                    autoComplete="email"
                    required
                    autoFocus
                    value={email}
                    onChange={(event) => setEmail(event.target.value)}
                />
                <Button type="submit" kind={asked.isSuccess ? 'plain' : 'primary'} busy={asked.isPending}>
                    {asked.isSuccess ? 'Send another code' : 'Send me a code'}
                </Button>
            </form>
            <form
                className="mt-8 flex flex-col gap-4 border-t pt-6"
                onSubmit={(event) => {
                    event.preventDefault();
                    changed.mutate();
                }}
            >
                {asked.isSuccess && (
                    <p className="text-sm text-muted">If there is such an account, a mail with a code is on its way.</p>
                )}
                <Field
                    label="Code"
                    hint="From the mail, or from an administrator."
                    autoComplete="one-time-code"
                    spellCheck={false}
                    required
                    maxLength={100}
                    value={token}
                    onChange={(event) => setToken(event.target.value)}
                />
                <Field
                    label="New password"
                    type="password"
                    autoComplete="new-password"
                    required
                    maxLength={128}
                    hint="At least 8 characters, and not one of the common ones."
                    error={changed.error ? asProblem(changed.error).fields.new_password : undefined}
                    value={password}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <Button type="submit" kind={asked.isSuccess ? 'primary' : 'plain'} busy={changed.isPending}>
                    Set the new password
                </Button>
            </form>
            <p className="mt-6 text-sm text-muted">
                <Link className="underline" to="/sign-in">
                    Back to sign in
                </Link>
            </p>
        </Welcome>
    );
}
