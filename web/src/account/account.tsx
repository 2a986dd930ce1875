import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import Nothing from '../entry/nothing';
import { Tabs } from '../ui/tabs';
import { Balance } from './balance';
import { Statement } from './statement';

const Usage = lazy(() => import('./use'));
const Receipt = lazy(() => import('./receipt'));
const Keys = lazy(() => import('./keys'));
const Sessions = lazy(() => import('./sessions'));
const Profile = lazy(() => import('./profile'));

export default function Account() {
    return (
        <>
            <Tabs
                label="Account"
                tabs={[
                    { to: '/account', label: 'Balance', end: true },
                    { to: '/account/statement', label: 'Statement' },
                    { to: '/account/use', label: 'Use' },
                    { to: '/account/keys', label: 'API keys' },
                    { to: '/account/sessions', label: 'Sessions' },
                    { to: '/account/profile', label: 'Profile' },
                ]}
            />
            <Suspense fallback={null}>
                <Routes>
                    <Route index element={<Balance />} />
                    <Route path="statement" element={<Statement />} />
                    <Route path="receipt" element={<Receipt />} />
                    <Route path="use" element={<Usage />} />
                    <Route path="keys" element={<Keys />} />
                    <Route path="sessions" element={<Sessions />} />
                    <Route path="profile" element={<Profile />} />
                    <Route path="*" element={<Nothing />} />
                </Routes>
            </Suspense>
        </>
    );
}
