import { useMutation } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { anonymous, done } from '../api/client';
import { Field } from '../ui/field';
import { faultOf, Form, NewPasswordField, useTyped } from '../ui/form';
import { toast } from '../ui/live';
import { Others, Way, Welcome } from './entry';

/** Codes that come by mail are typed or pasted here: a code in an address would be in the history of the browser. */
export default function ForgottenPassword() {
    const { typed, field } = useTyped({ email: '', token: '', password: '' });
    const navigate = useNavigate();
    const asked = useMutation({
        mutationFn: () => done(anonymous.POST('/api/password-reset', { body: { email: typed.email.trim() } })),
    });
    const changed = useMutation({
        mutationFn: () =>
            done(
                anonymous.POST('/api/password-reset/confirm', {
                    body: { token: typed.token.trim(), new_password: typed.password },
                }),
            ),
        onSuccess: () => {
            toast('Your password is changed. Sign in with the new one.');
            void navigate('/sign-in');
        },
    });
    return (
        <Welcome title="Set a new password">
            <Form
                doing={asked}
                verb={asked.isSuccess ? 'Send another code' : 'Send me a code'}
                kind={asked.isSuccess ? 'plain' : 'primary'}
                wide
                refusal={({ code, message }) =>
                    code === 'NOT_FOUND'
                        ? 'No mails are sent here. An administrator can make a code for you.'
                        : message
                }
            >
                <Field
                    label="Email of your account"
                    type="email"
                    autoComplete="email"
                    required
                    autoFocus
                    {...field('email')}
                />
            </Form>
            <div className="mt-8 border-t pt-6">
                {asked.isSuccess && (
                    <p className="mb-4 text-sm text-muted">If there is such an account, a mail with a code is on its way.</p>
                )}
                <Form
                    doing={changed}
                    verb="Set the new password"
                    kind={asked.isSuccess ? 'primary' : 'plain'}
                    wide
                    refusal={({ fields, message }) => !fields.new_password && message}
                >
                    <Field
                        label="Code"
                        hint="From the mail, or from an administrator."
                        autoComplete="one-time-code"
                        spellCheck={false}
                        required
                        maxLength={100}
                        {...field('token')}
                    />
                    <NewPasswordField
                        label="New password"
                        error={faultOf(changed, 'new_password')}
                        {...field('password')}
                    />
                </Form>
            </div>
            <Others>
                <Way to="/sign-in">Back to sign in</Way>
            </Others>
        </Welcome>
    );
}
