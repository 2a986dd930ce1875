import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import Nothing from '../entry/nothing';
import { Tabs } from '../ui/tabs';
import { TrialBalance } from './trial-balance';

const Events = lazy(() => import('./events'));
const Log = lazy(() => import('./log'));
const Replays = lazy(() => import('./replays'));

export default function Audit() {
    return (
        <>
            <Tabs
                label="Audit"
                tabs={[
                    { to: '/audit', label: 'Trial balance', end: true },
                    { to: '/audit/events', label: 'Events' },
                    { to: '/audit/replays', label: 'Replays' },
                    { to: '/audit/log', label: 'Log' },
                ]}
            />
            <Suspense fallback={null}>
                <Routes>
                    <Route index element={<TrialBalance />} />
                    <Route path="events" element={<Events />} />
                    <Route path="replays" element={<Replays />} />
                    <Route path="log" element={<Log />} />
                    <Route path="*" element={<Nothing />} />
                </Routes>
            </Suspense>
        </>
    );
}
