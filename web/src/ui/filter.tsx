import { Search } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { dayStart } from '../text/time';
import { Field } from './field';
import { Empty } from './listing';

/** Somebody who types is not asked about in the middle of a word. */
const TYPING_MILLIS = 250;

/** What a list is narrowed by. It is in the address, so that a link shows the same. */
export interface Filter {
    /** What was chosen, as it was typed; empty if nothing was. */
    of: (name: string) => string;
    set: (name: string, value: string) => void;
    clear: () => void;
    /** From the beginning of a day, here, to the end of one. */
    time: { from?: string; until?: string };
    empty: boolean;
}

export function useFilter(): Filter {
    const [search, setSearch] = useSearchParams();
    const { pathname } = useLocation();
    const from = dayStart(search.get('from'));
    const until = dayStart(search.get('to'), 1);
    return {
        of: (name) => search.get(name)?.trim() ?? '',
        set: (name, value) => {
            if (location.pathname !== pathname) {
                // Whoever typed has gone on, and the next screen is still being loaded.
                return;
            }
            // As it is now: two fields may be typed into before either is taken.
            const next = new URLSearchParams(location.search);
            if (value) {
                next.set(name, value);
            } else {
                next.delete(name);
            }
            setSearch(next, { replace: true });
        },
        clear: () => setSearch({}, { replace: true }),
        time: { ...(from ? { from } : {}), ...(until && (!from || until > from) ? { until } : {}) },
        empty: search.size === 0,
    };
}

export function Days({ filter }: { filter: Filter }) {
    return [
        ['From', 'from'],
        ['To', 'to'],
    ].map(([label = '', name = '']) => (
        <Field
            key={name}
            label={label}
            type="date"
            value={filter.of(name)}
            onChange={(event) => filter.set(name, event.target.value)}
        />
    ));
}

/** A field whose value is taken when somebody has typed it. */
export function Typed({
    filter,
    name,
    label,
    placeholder,
    error,
    kind = 'text',
}: {
    filter: Filter;
    name: string;
    label: string;
    placeholder?: string;
    error?: string;
    kind?: 'text' | 'number' | 'search';
}) {
    const value = filter.of(name);
    const [typed, setTyped] = useState(value);
    const [taken, setTaken] = useState(value);
    if (value !== taken) {
        // Changed from elsewhere: by "show all", or the browser's "back".
        setTaken(value);
        setTyped(value);
    }
    useEffect(() => {
        if (typed.trim() === value) {
            return undefined;
        }
        const timer = setTimeout(() => {
            setTaken(typed.trim());
            filter.set(name, typed.trim());
        }, TYPING_MILLIS);
        return () => clearTimeout(timer);
        // Waits for the typing to end, for nothing else.
    }, [typed]);
    return (
        <div className="relative">
            <Field
                label={label}
                type={kind === 'search' ? 'search' : 'text'}
                inputMode={kind === 'number' ? 'numeric' : undefined}
                placeholder={placeholder}
                error={error}
                maxLength={200}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
            />
            {kind === 'search' && <Search size={16} aria-hidden className="absolute right-3 bottom-3 text-muted" />}
        </div>
    );
}

/** A list with nothing in it: because of its filter, or because there is nothing yet. */
export function NothingFound({ filter, title, children }: { filter: Filter; title: string; children?: ReactNode }) {
    return filter.empty && children ? (
        children
    ) : (
        <Empty title={title}>
            {!filter.empty && (
                <button type="button" className="min-h-11 underline" onClick={filter.clear}>
                    Clear the filters
                </button>
            )}
        </Empty>
    );
}
