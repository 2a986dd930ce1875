import { Route, Routes } from 'react-router';
import Nothing from '../entry/nothing';
import { exact } from '../text/time';
import { Failed, Skeleton } from '../ui/listing';
import { Notice } from '../ui/notice';
import { Page } from '../ui/page';
import { Tabs } from '../ui/tabs';
import { Holds } from './holds';
import { useOperation, type Operation } from './live';
import { Parts } from './parts';
import { Projections } from './projections';
import { Providers } from './providers';

/** How the parts of the system are doing, live. */
export default function Ops() {
    const operation = useOperation();
    const { state } = operation;
    return (
        <>
            <Tabs
                label="Operation"
                tabs={[
                    { to: '/ops', label: 'Read models', end: true },
                    { to: '/ops/holds', label: 'Open holds' },
                    { to: '/ops/models', label: 'Models' },
                    { to: '/ops/health', label: 'Health' },
                ]}
            />
            <Routes>
                <Route
                    index
                    element={
                        <Live title="Read models" operation={operation} part={state?.projections} side="query side">
                            {(projections) => <Projections rows={projections.results} samples={operation.samples} />}
                        </Live>
                    }
                />
                <Route
                    path="holds"
                    element={
                        <Live title="Open holds" operation={operation} part={state?.holds} side="command side">
                            {(holds) => <Holds holds={holds} />}
                        </Live>
                    }
                />
                <Route
                    path="models"
                    element={
                        <Live title="Models" operation={operation} part={state?.providers} side="command side">
                            {(providers) => <Providers providers={providers} />}
                        </Live>
                    }
                />
                <Route
                    path="health"
                    element={
                        <Live title="Health" operation={operation} part={state} side="server">
                            {(parts) => <Parts state={parts} />}
                        </Live>
                    }
                />
                <Route path="*" element={<Nothing />} />
            </Routes>
        </>
    );
}

/** One part of what is told: live, or as it was when the connection was lost. */
function Live<Part>({
    title,
    operation: { state, lost },
    part,
    side,
    children,
}: {
    title: string;
    operation: Operation;
    part: Part | null | undefined;
    side: string;
    children: (part: Part) => React.ReactNode;
}) {
    return (
        <Page title={title} lead={<Health state={state} lost={lost !== null} />}>
            {lost && state && (
                <div className="mb-4">
                    <Notice kind="danger">
                        The connection is lost. This is the state as of{' '}
                        <time dateTime={state.at} title={exact(state.at)}>
                            {new Date(state.at).toLocaleTimeString('en', { hourCycle: 'h23' })}
                        </time>
                        . The page tries to connect again every two seconds.
                    </Notice>
                </div>
            )}
            {part ? (
                children(part)
            ) : part === null ? (
                <Notice kind="danger">The {side} does not answer. What it says comes back here when it does.</Notice>
            ) : lost ? (
                <Failed thrown={lost} />
            ) : (
                <Skeleton />
            )}
        </Page>
    );
}

/** Of each part, by whether it has answered. */
function Health({ state, lost }: { state: Operation['state']; lost: boolean }) {
    if (!state) {
        return null;
    }
    const parts: [string, boolean][] = [
        [lost ? 'connection lost' : 'live', !lost],
        ['query side', state.query_side !== null],
        ['command side', state.command_side !== null],
    ];
    return (
        <span className="flex flex-wrap gap-x-4">
            {parts.map(([name, well]) => (
                <span key={name} className="inline-flex items-center gap-1.5">
                    <span aria-hidden className={`size-2 rounded-full ${well ? 'bg-success' : 'bg-danger'}`} />
                    {name}
                    {!well && name !== 'connection lost' && ' does not answer'}
                </span>
            ))}
        </span>
    );
}
