import type { Schema } from '../api/client';
import { counted } from '../text/format';
import { Notice } from '../ui/notice';
import { Card } from '../ui/page';
import { Time } from '../ui/time';

type Part = Schema<'Part'>;

/** What each part does, in the words of the design. */
const PARTS = [
    ['command_side', 'Command side', 'Decides: chats, tokens, accounts.'],
    ['query_side', 'Query side', 'Remembers: balances, statements, histories.'],
] as const;

/** Whether each part is well, and its copies. */
export function Parts({ state }: { state: Schema<'OperationState'> }) {
    return (
        <ul aria-label="Parts" className="grid gap-3 md:grid-cols-2">
            {PARTS.map(([part, name, does]) => (
                <li key={part}>
                    <Card className="h-full">
                        <h2 className="font-semibold">{name}</h2>
                        <p className="mb-3 text-sm text-muted">{does}</p>
                        <Copies part={state[part]} />
                    </Card>
                </li>
            ))}
        </ul>
    );
}

function Copies({ part }: { part: Part | null }) {
    if (part === null) {
        return <Notice kind="danger">It does not answer.</Notice>;
    }
    return (
        <>
            {part.problems.length === 0 ? (
                <Notice kind="success">The copy that answers is healthy.</Notice>
            ) : (
                <Notice kind="danger">The copy that answers has a problem with: {part.problems.join(', ')}.</Notice>
            )}
            <ul className="mt-3 divide-y text-sm">
                {part.results.map((copy) => (
                    <li key={copy.name} className="flex flex-wrap items-baseline justify-between gap-x-4 py-2">
                        <span className="font-medium">
                            {copy.name}
                            {copy.answers && (
                                <span className="font-normal text-muted">
                                    {' · answers, since '}
                                    <Time at={part.started_at} />
                                </span>
                            )}
                        </span>
                        <span className="text-muted">
                            {counted(copy.connections, 'connection')}, active <Time at={copy.last_active_at} />
                        </span>
                    </li>
                ))}
            </ul>
        </>
    );
}
