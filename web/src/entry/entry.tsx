import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { asProblem } from '../api/problem';
import { register, signIn, wasEndedElsewhere } from '../api/session';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
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
    const [username, setUsername] = useState('');
    const [password, setPassword] = useState('');
    const goOn = useWayBack();
    const entry = useMutation({ mutationFn: () => signIn(username.trim(), password), onSuccess: goOn });
    const submit = (event: FormEvent) => {
        event.preventDefault();
        entry.mutate();
    };
    return (
        <Welcome title="Sign in">
            <form onSubmit={submit} className="flex flex-col gap-4">
                {wasEndedElsewhere() && !entry.isError && (
                    <Notice kind="warning">Your session has ended. Please sign in again.</Notice>
                )}
                <Refused thrown={entry.error} />
                <Field
                    label="Username or email"
                    name="username"
                    autoComplete="username"
                    autoCapitalize="none"
                    spellCheck={false}
                    required
                    autoFocus
                    value={username}
                    onChange={(event) => setUsername(event.target.value)}
                />
                <Field
                    label="Password"
                    name="password"
                    type="password"
                    autoComplete="current-password"
                    required
                    value={password}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <Button type="submit" kind="primary" busy={entry.isPending}>
                    Sign in
                </Button>
            </form>
            <p className="mt-6 text-sm text-muted">
                New here?{' '}
                <Link className="font-medium text-accent underline" to="/sign-up">
                    Open an account
                </Link>
            </p>
            <p className="mt-2 text-sm text-muted">
                <Link className="underline" to="/forgotten-password">
                    Forgotten your password?
                </Link>
            </p>
        </Welcome>
    );
}

export function SignUp() {
    const [username, setUsername] = useState('');
    const [password, setPassword] = useState('');
    const [email, setEmail] = useState('');
    const goOn = useWayBack();
    const entry = useMutation({
        mutationFn: () => register(username.trim(), password, email.trim() || null),
        onSuccess: goOn,
    });
    const problem = entry.error ? asProblem(entry.error) : undefined;
    const fields = problem?.fields ?? {};
    const told = problem?.code === 'USERNAME_TAKEN' || problem?.code === 'EMAIL_TAKEN' || Object.keys(fields).length > 0;
    const submit = (event: FormEvent) => {
        event.preventDefault();
        entry.mutate();
    };
    return (
        <Welcome title="Open an account" lead="You can send your first message in a minute.">
            <form onSubmit={submit} className="flex flex-col gap-4">
                {!told && <Refused thrown={entry.error} />}
                <Field
                    label="Username"
                    name="username"
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
                    error={problem?.code === 'USERNAME_TAKEN' ? problem.message : fields.username}
                    value={username}
                    onChange={(event) => setUsername(event.target.value)}
                />
                <Field
                    label="Password"
                    name="password"
                    type="password"
                    autoComplete="new-password"
                    required
                    maxLength={128}
                    hint="At least 8 characters, and not one of the common ones."
                    error={fields.password}
                    value={password}
                    onChange={(event) => setPassword(event.target.value)}
                />
                <Field
                    label="Email (optional)"
                    name="email"
                    type="email"
                    autoComplete="email"
                    maxLength={254}
                    hint="To sign in by it, and to set a new password if you forget yours."
                    error={problem?.code === 'EMAIL_TAKEN' ? problem.message : fields.email}
                    value={email}
                    onChange={(event) => setEmail(event.target.value)}
                />
                <Button type="submit" kind="primary" busy={entry.isPending}>
                    Open the account
                </Button>
            </form>
            <p className="mt-6 text-sm text-muted">
                You have one?{' '}
                <Link className="font-medium text-accent underline" to="/sign-in">
                    Sign in
                </Link>
            </p>
        </Welcome>
    );
}

export function Refused({ thrown }: { thrown: unknown }) {
    return thrown ? <Notice kind="danger">{asProblem(thrown).message}</Notice> : null;
}
