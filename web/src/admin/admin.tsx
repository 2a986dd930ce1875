import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import Nothing from '../entry/nothing';
import { Tabs } from '../ui/tabs';
import { Overview } from './overview';

const Account = lazy(() => import('./user'));
const Users = lazy(() => import('./users'));
const Acts = lazy(() => import('./acts'));

export default function Admin() {
    return (
        <>
            <Tabs
                label="Administration"
                tabs={[
                    { to: '/admin', label: 'Overview', end: true },
                    { to: '/admin/accounts', label: 'Accounts' },
                    { to: '/admin/acts', label: 'Acts' },
                ]}
            />
            <Suspense fallback={null}>
                <Routes>
                    <Route index element={<Overview />} />
                    <Route path="accounts" element={<Users />} />
                    <Route path="users/:id/*" element={<Account />} />
                    <Route path="acts" element={<Acts />} />
                    <Route path="*" element={<Nothing />} />
                </Routes>
            </Suspense>
        </>
    );
}
