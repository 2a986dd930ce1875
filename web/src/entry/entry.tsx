import { useMutation } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { asProblem, type ErrorCode } from '../api/problem';
import { register, signIn, wasEndedElsewhere } from '../api/session';
import { Field } from '../ui/field';
import { faultOf, Form, NewPasswordField, useTyped } from '../ui/form';
import { Logo } from '../ui/logo';
import { Notice } from '../ui/notice';
import { useTitle } from '../ui/page';

/** What somebody sees who is not signed in: what this is, and the way in. */
export function Welcome({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
    useTitle(title);
    return (
        <div className="grid min-h-dvh lg:grid-cols-[1fr_1.1fr]">
            <aside className="hidden flex-col justify-between bg-accent-soft p-12 lg:flex">
                <Logo />
                <div className="max-w-md">
                    <p className="text-3xl leading-tight font-semibold tracking-tight text-balance">
                        AI chat with a balance you can check to the last token.
                    </p>
                    <p className="mt-4 text-muted">
                        Every message has a price that you see before you send it. Your balance is the sum of recorded
                        entries: nothing is lost, spent twice or unexplained.
                    </p>
                    <Ledger />
                </div>
                <p className="text-sm text-muted">
                    <a className="underline" href="/docs">
                        For programs: the API
                    </a>
                </p>
            </aside>
            <main className="flex flex-col items-center justify-center px-4 py-10">
                <div className="w-full max-w-sm">
                    <div className="mb-8 lg:hidden">
                        <Logo />
                        <p className="mt-3 text-muted">
                            AI chat paid from a prepaid balance that you can check to the last token.
                        </p>
                    </div>
                    <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
                    {lead && <p className="mt-1 text-muted">{lead}</p>}
                    <div className="mt-6">{children}</div>
                </div>
            </main>
        </div>
    );
}

function Ledger() {
    const rows = [
        ['Welcome tokens', '+4,000', '4,000'],
        ['Message', '−100', '3,900'],
        ['Message', '−100', '3,800'],
    ];
    return (
        <table className="mt-8 w-full rounded-xl border bg-surface text-sm" aria-label="An example of a statement">
            <tbody>
                {rows.map(([what, amount, sum], row) => (
                    <tr key={row} className="border-b last:border-0">
                        <td className="px-4 py-2.5">{what}</td>
                        <td className="px-4 py-2.5 text-right text-muted">{amount}</td>
                        <td className="px-4 py-2.5 text-right font-medium">{sum}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

/** Where somebody wanted to go before he had to sign in. */
function useWayBack(): () => void {
    const navigate = useNavigate();
    const { state } = useLocation() as { state: { from?: string } | null };
    return () => void navigate(state?.from ?? '/', { replace: true });
}

export default function SignIn() {
    const { typed, field } = useTyped({ username: '', password: '' });
    const goOn = useWayBack();
    const entry = useMutation({ mutationFn: () => signIn(typed.username.trim(), typed.password), onSuccess: goOn });
    return (
        <Welcome title="Sign in">
            {wasEndedElsewhere() && !entry.isError && (
                <div className="mb-4">
                    <Notice kind="warning">Your session has ended. Please sign in again.</Notice>
                </div>
            )}
            <Form doing={entry} verb="Sign in" wide>
                <Field
                    label="Username or email"
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    required
                    autoFocus
                    {...field('username')}
                />
                <Field label="Password" type="password" autoComplete="current-password" required {...field('password')} />
            </Form>
            <Others>
                New here? <Way to="/sign-up">Open an account</Way>
            </Others>
            <Others>
                <Way to="/forgotten-password">Forgotten your password?</Way>
            </Others>
        </Welcome>
    );
}

export function SignUp() {
    const { typed, field } = useTyped({ username: '', password: '', email: '' });
    const goOn = useWayBack();
    // One for each thing that is asked for, however often it is.
    const key = useMemo(() => crypto.randomUUID(), [typed]);
    const entry = useMutation({
        mutationFn: () => register(typed.username.trim(), typed.password, typed.email.trim() || null, key),
        onSuccess: goOn,
    });
    const problem = entry.error ? asProblem(entry.error) : undefined;
    const taken = (code: ErrorCode) => (problem?.code === code ? problem.message : undefined);
    const faults = {
        username: taken('USERNAME_TAKEN') ?? faultOf(entry, 'username'),
        password: faultOf(entry, 'password'),
        email: taken('EMAIL_TAKEN') ?? faultOf(entry, 'email'),
    };
    const told = Object.values(faults).some(Boolean);
    return (
        <Welcome title="Open an account" lead="You can send your first message in a minute.">
            <Form doing={entry} verb="Open the account" wide refusal={({ message }) => !told && message}>
                <Field
                    label="Username"
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    required
                    autoFocus
                    minLength={3}
                    maxLength={64}
                    pattern="[A-Za-z0-9._@+\-]+"
                    title="Letters, digits and . _ - @ +"
                    hint="3 to 64 letters, digits or . _ - @ +"
                    error={faults.username}
                    {...field('username')}
                />
                <NewPasswordField label="Password" error={faults.password} {...field('password')} />
                <Field
                    label="Email (optional)"
                    type="email"
                    autoComplete="email"
                    maxLength={254}
                    hint="To sign in with, and to set a new password if you forget yours."
                    error={faults.email}
                    {...field('email')}
                />
            </Form>
            <Others>
                Already have an account? <Way to="/sign-in">Sign in</Way>
            </Others>
        </Welcome>
    );
}

/** What else somebody may have come for. */
export function Others({ children }: { children: ReactNode }) {
    return <p className="mt-2 text-sm text-muted first-of-type:mt-6">{children}</p>;
}

export function Way({ to, children }: { to: string; children: ReactNode }) {
    return (
        <Link className="inline-flex min-h-11 items-center font-medium text-accent underline pointer-fine:min-h-0" to={to}>
            {children}
        </Link>
    );
}
