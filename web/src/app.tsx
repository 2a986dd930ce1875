import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { asProblem } from './api/problem';
import { profile, queries } from './api/queries';
import { resume, useSession } from './api/session';
import { Failure } from './ui/failure';
import { Live } from './ui/live';
import { Failed } from './ui/listing';
import { Shell } from './shell/shell';

const Chat = lazy(() => import('./chat/chat'));
const SignIn = lazy(() => import('./entry/entry'));
const SignUp = lazy(() => import('./entry/entry').then(({ SignUp: component }) => ({ default: component })));
const ForgottenPassword = lazy(() => import('./entry/codes'));
const Archive = lazy(() => import('./shell/archive'));
const Search = lazy(() => import('./shell/search'));
const Account = lazy(() => import('./account/account'));
const Admin = lazy(() => import('./admin/admin'));
const Audit = lazy(() => import('./audit/audit'));
const Ops = lazy(() => import('./ops/ops'));
const Nothing = lazy(() => import('./entry/nothing'));

export function App() {
    return (
        <QueryClientProvider client={queries}>
            <Failure>
                <BrowserRouter>
                    <Suspense fallback={null}>
                        <Routes>
                            <Route element={<ForStrangers />}>
                                <Route path="/sign-in" element={<SignIn />} />
                                <Route path="/sign-up" element={<SignUp />} />
                                <Route path="/forgotten-password" element={<ForgottenPassword />} />
                            </Route>
                            <Route element={<ForUsers />}>
                                <Route path="/" element={<Chat />} />
                                <Route path="/c/:id" element={<Chat />} />
                                <Route path="/archive" element={<Archive />} />
                                <Route path="/search" element={<Search />} />
                                <Route path="/account/*" element={<Account />} />
                                <Route path="/admin/*" element={<Admin />} />
                                <Route path="/audit/*" element={<Audit />} />
                                <Route path="/ops/*" element={<Ops />} />
                                <Route path="*" element={<Nothing />} />
                            </Route>
                        </Routes>
                    </Suspense>
                </BrowserRouter>
            </Failure>
            <Live />
        </QueryClientProvider>
    );
}

function ForStrangers() {
    const session = useSession();
    const { state } = useLocation() as { state: { from?: string } | null };
    return session === 'signed-in' ? <Navigate to={state?.from ?? '/'} replace /> : <Outlet />;
}

function ForUsers() {
    const session = useSession();
    const { pathname, search, hash } = useLocation();
    const from = pathname + search + hash;
    if (session === 'unknown') {
        return <Resuming />;
    }
    return session === 'signed-out' ? (
        <Navigate to="/sign-in" state={{ from }} replace />
    ) : (
        <Known />
    );
}

/** While it is found out whether there is a session. If that cannot be found out, it is said, and tried again. */
function Resuming() {
    const [late, setLate] = useState(false);
    const [tries, setTries] = useState(0);
    useEffect(() => {
        const timer = setTimeout(() => setLate(true), 3000);
        void resume();
        return () => clearTimeout(timer);
    }, [tries]);
    return late ? (
        <div className="mx-auto max-w-lg p-6">
            <Failed
                thrown={asProblem(new TypeError())}
                retry={() => {
                    setLate(false);
                    setTries(tries + 1);
                }}
            />
        </div>
    ) : null;
}

function Known() {
    const query = useQuery(profile);
    if (query.isError && !query.data) {
        return (
            <div className="mx-auto max-w-lg p-6">
                <Failed thrown={query.error} retry={() => void query.refetch()} />
            </div>
        );
    }
    return (
        <Shell profile={query.data}>
            <Suspense fallback={null}>
                <Outlet />
            </Suspense>
        </Shell>
    );
}
