import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { conversations, conversationsTitled } from '../api/queries';
import { Dialog } from '../ui/dialog';
import { isOpenTo, placesOf, type Role } from './shell';

interface Choice {
    label: string;
    hint: string;
    to: string;
}

const MOST_CHOICES = 12;
/** Somebody who types is not asked about in the middle of a word. */
const TYPING_MILLIS = 200;
/** Screens that the menu leads to by another one, and to whom they are open. */
const MORE: (Choice & { roles?: readonly Role[] })[] = [
    { label: 'Search', hint: 'Conversations', to: '/search' },
    { label: 'Archive', hint: 'Conversations', to: '/archive' },
    { label: 'Statement', hint: 'Account', to: '/account/statement' },
    { label: 'Use', hint: 'Account', to: '/account/use' },
    { label: 'Verify a receipt', hint: 'Account', to: '/account/receipt' },
    { label: 'API keys', hint: 'Account', to: '/account/keys' },
    { label: 'Sessions', hint: 'Account', to: '/account/sessions' },
    { label: 'Profile', hint: 'Account', to: '/account/profile' },
    { label: 'Accounts', hint: 'Administration', to: '/admin/accounts', roles: ['ADMIN'] },
    { label: 'Acts', hint: 'Administration', to: '/admin/acts', roles: ['ADMIN'] },
    { label: 'Events', hint: 'Audit', to: '/audit/events', roles: ['AUDITOR', 'ADMIN'] },
    { label: 'Replays', hint: 'Audit', to: '/audit/replays', roles: ['AUDITOR', 'ADMIN'] },
    { label: 'Log', hint: 'Audit', to: '/audit/log', roles: ['AUDITOR', 'ADMIN'] },
    { label: 'Open holds', hint: 'Operation', to: '/ops/holds', roles: ['OPERATOR', 'ADMIN'] },
    { label: 'Models', hint: 'Operation', to: '/ops/models', roles: ['OPERATOR', 'ADMIN'] },
];

/** Goes anywhere by a few letters: `Ctrl K`. */
export default function Palette({ roles, onClose }: { roles: readonly Role[]; onClose: () => void }) {
    const [typed, setTyped] = useState('');
    const [at, setAt] = useState(0);
    const list = useRef<HTMLUListElement>(null);
    const id = useId();
    const navigate = useNavigate();
    const { data } = useInfiniteQuery(conversations);
    const { data: titled = [] } = useQuery(conversationsTitled(useTypedSlowly(typed.trim())));
    const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = ({ label, hint }: Choice) => words.every((word) => `${label} ${hint}`.toLowerCase().includes(word));
    const listed = [
        { label: 'New chat', hint: 'Start', to: '/' },
        ...placesOf(roles)
            .filter((place) => place.to !== '/')
            .map((place) => ({ label: place.label, hint: 'Go to', to: place.to })),
        ...MORE.filter((place) => isOpenTo(place.roles ?? [], roles)),
        ...(data?.pages.flatMap((page) => page.results) ?? []).map(choiceOf),
    ].filter(matches);
    const older = words.length === 0 ? [] : titled.map(choiceOf).filter(matches);
    const found = [...listed, ...older.filter(({ to }) => !listed.some((choice) => choice.to === to))]
        .slice(0, MOST_CHOICES)
        .concat(
            typed.trim() === ''
                ? []
                : { label: `“${typed.trim()}” in all messages`, hint: 'Search', to: `/search?q=${encodeURIComponent(typed.trim())}` },
        );
    const chosen = Math.min(at, found.length - 1);
    const go = (choice: Choice | undefined) => {
        if (choice) {
            onClose();
            void navigate(choice.to);
        }
    };
    const move = (to: number) => {
        const next = (to + found.length) % Math.max(1, found.length);
        setAt(next);
        list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
    };

    return (
        <Dialog title="Go to" onClose={onClose}>
            <input
                role="combobox"
                aria-label="Search conversations and places"
                aria-expanded="true"
                aria-controls={id}
                aria-activedescendant={found[chosen] ? `${id}-${chosen}` : undefined}
                autoFocus
                placeholder="A conversation or a place"
                maxLength={200}
                value={typed}
                onChange={(event) => {
                    setTyped(event.target.value);
                    setAt(0);
                }}
                onKeyDown={(event) => {
                    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                        event.preventDefault();
                        move(chosen + (event.key === 'ArrowDown' ? 1 : -1));
                    } else if (event.key === 'Enter') {
                        event.preventDefault();
                        go(found[chosen]);
                    }
                }}
                className="min-h-11 w-full rounded-lg border border-strong-line bg-surface px-3 outline-none focus:border-accent"
            />
            <ul ref={list} id={id} role="listbox" aria-label="Found" className="mt-3 max-h-80 overflow-y-auto">
                {found.map((choice, place) => (
                    <li
                        key={choice.to}
                        id={`${id}-${place}`}
                        role="option"
                        aria-selected={place === chosen}
                        onClick={() => go(choice)}
                        onMouseMove={() => setAt(place)}
                        className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm aria-selected:bg-hover pointer-fine:min-h-9"
                    >
                        <span className="min-w-0 grow truncate">{choice.label}</span>
                        <span className="shrink-0 text-xs text-muted">{choice.hint}</span>
                    </li>
                ))}
            </ul>
        </Dialog>
    );
}

function choiceOf({ id, title }: { id: string; title: string }): Choice {
    return { label: title, hint: 'Conversation', to: `/c/${id}` };
}

/** What was typed, once there is a pause. */
function useTypedSlowly(typed: string): string {
    const [taken, setTaken] = useState(typed);
    useEffect(() => {
        const timer = setTimeout(() => setTaken(typed), TYPING_MILLIS);
        return () => clearTimeout(timer);
    }, [typed]);
    return taken;
}
