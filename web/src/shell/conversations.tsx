import { useInfiniteQuery } from '@tanstack/react-query';
import { Archive, Download, Ellipsis, Pencil, Search, SquarePen, Trash2 } from 'lucide-react';
import { Fragment, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { conversations } from '../api/queries';
import { group } from '../text/time';
import { IconButton } from '../ui/button';
import { Listing } from '../ui/listing';
import { Menu, MenuItem } from '../ui/menu';
import { archive, remove, rename, saveAsText, useDeleted, type Conversation } from './keeping';

/** All conversations by day, beside the chat. */
export function Conversations({ onSearch }: { onSearch: () => void }) {
    const query = useInfiniteQuery(conversations);
    const gone = useDeleted();
    return (
        <nav aria-label="Conversations" className="flex min-h-0 grow flex-col border-t">
            <div className="flex items-center justify-between py-2 pr-2 pl-4">
                <h2 className="text-sm font-semibold">Conversations</h2>
                <span className="flex">
                    <IconButton label="Search (Ctrl K)" onClick={onSearch}>
                        <Search size={17} aria-hidden />
                    </IconButton>
                    <Link
                        to="/"
                        aria-label="New chat"
                        title="New chat"
                        className="grid size-11 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink pointer-fine:size-9"
                    >
                        <SquarePen size={17} aria-hidden />
                    </Link>
                </span>
            </div>
            <div className="min-h-0 grow overflow-y-auto px-2 pb-4">
                <Listing
                    query={query}
                    empty={<p className="px-2 py-4 text-sm text-muted">Your conversations are listed here, by day.</p>}
                >
                    {(rows) => <Days rows={rows.filter((row) => !gone.has(row.id))} />}
                </Listing>
                <Link
                    to="/archive"
                    className="mt-3 flex min-h-11 items-center gap-2 rounded-lg px-2 text-sm text-muted hover:bg-hover hover:text-ink pointer-fine:min-h-9"
                >
                    <Archive size={15} aria-hidden /> Archive
                </Link>
            </div>
        </nav>
    );
}

function Days({ rows }: { rows: Conversation[] }) {
    const now = new Date();
    const days = Map.groupBy(rows, (row) => group(row.last_activity_at, now));
    return [...days].map(([day, those]) => (
        <Fragment key={day}>
            <h3 className="px-2 pt-3 pb-1 text-xs text-muted">{day}</h3>
            <ul>
                {those.map((row) => (
                    <Row key={row.id} row={row} />
                ))}
            </ul>
        </Fragment>
    ));
}

function Row({ row }: { row: Conversation }) {
    const { id } = useParams();
    const navigate = useNavigate();
    const [renaming, setRenaming] = useState(false);
    const here = id === row.id;

    if (renaming) {
        return (
            <li>
                <Rename row={row} onDone={() => setRenaming(false)} />
            </li>
        );
    }
    return (
        <li className={`group flex items-center rounded-lg hover:bg-hover ${here ? 'bg-hover' : ''}`}>
            <Link
                to={`/c/${row.id}`}
                aria-current={here ? 'page' : undefined}
                title={row.title}
                className="min-h-11 min-w-0 grow truncate rounded-lg py-2.5 pl-2 text-sm pointer-fine:min-h-9 lg:py-2"
            >
                {row.title}
            </Link>
            <Menu
                trigger={
                    <IconButton
                        label={`Actions for ${row.title}`}
                        className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
                    >
                        <Ellipsis size={16} aria-hidden />
                    </IconButton>
                }
            >
                <MenuItem onSelect={() => setRenaming(true)}>
                    <Pencil size={15} aria-hidden /> Rename
                </MenuItem>
                <MenuItem onSelect={() => void saveAsText(row)}>
                    <Download size={15} aria-hidden /> Save as text
                </MenuItem>
                <MenuItem onSelect={() => void archive(row, true)}>
                    <Archive size={15} aria-hidden /> Archive
                </MenuItem>
                <MenuItem
                    danger
                    onSelect={() => {
                        remove(row);
                        if (here) {
                            void navigate('/');
                        }
                    }}
                >
                    <Trash2 size={15} aria-hidden /> Delete
                </MenuItem>
            </Menu>
        </li>
    );
}

function Rename({ row, onDone }: { row: Conversation; onDone: () => void }) {
    const save = (title: string) => {
        onDone();
        if (title !== '' && title !== row.title) {
            void rename(row, title);
        }
    };
    return (
        <input
            aria-label="Title"
            autoFocus
            maxLength={200}
            defaultValue={row.title}
            onFocus={(event) => event.target.select()}
            onBlur={(event) => save(event.target.value.trim())}
            onKeyDown={(event) => {
                if (event.key === 'Enter') {
                    event.currentTarget.blur();
                } else if (event.key === 'Escape') {
                    event.stopPropagation();
                    event.preventDefault();
                    event.currentTarget.value = row.title;
                    event.currentTarget.blur();
                }
            }}
            className="min-h-11 w-full rounded-lg border border-accent bg-surface px-2 text-sm pointer-fine:min-h-9"
        />
    );
}
