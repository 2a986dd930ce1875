import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { archived } from '../api/queries';
import { counted } from '../text/format';
import { Button } from '../ui/button';
import { Empty, Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Time } from '../ui/time';
import { archive, remove, useDeleted } from './keeping';

/** Conversations that are out of the way. */
export default function Archive() {
    const query = useInfiniteQuery(archived);
    const gone = useDeleted();
    const empty = (
        <Empty title="Nothing is archived">
            To put a conversation away and still be able to read it, archive it with the menu beside it.
        </Empty>
    );
    return (
        <Page title="Archive" lead="Conversations that you put away. A new message brings one back.">
            <Listing query={query} empty={empty}>
                {(rows) => {
                    const shown = rows.filter((row) => !gone.has(row.id));
                    return shown.length === 0 ? (
                        empty
                    ) : (
                        <ul aria-label="Archived conversations" className="divide-y rounded-xl border bg-surface text-sm">
                            {shown.map((row) => (
                                <li key={row.id} className="flex flex-wrap items-center gap-3 px-4 py-3">
                                    <div className="min-w-0 grow basis-52">
                                        <Link to={`/c/${row.id}`} className="font-medium hover:underline">
                                            {row.title}
                                        </Link>
                                        <p className="text-muted">
                                            {counted(row.messages, 'message')} · <Time at={row.last_activity_at} />
                                        </p>
                                    </div>
                                    <Button onClick={() => void archive(row, false)}>Restore</Button>
                                    <Button kind="danger" onClick={() => remove(row)}>
                                        Delete
                                    </Button>
                                </li>
                            ))}
                        </ul>
                    );
                }}
            </Listing>
        </Page>
    );
}
