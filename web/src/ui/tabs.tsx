import { useLayoutEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';

/** The parts of a section, each with an address. */
export function Tabs({
    label,
    tabs,
    inner = false,
}: {
    label: string;
    tabs: { to: string; label: string; end?: boolean }[];
    /** Within a screen, not above it. */
    inner?: boolean;
}) {
    const nav = useRef<HTMLElement>(null);
    const { pathname } = useLocation();
    // Where there is no room for all of them.
    useLayoutEffect(() => {
        nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
    }, [pathname]);
    return (
        <nav ref={nav} aria-label={label} className={`border-b ${inner ? 'mb-6' : ''}`}>
            <ul className={`flex gap-1 overflow-x-auto ${inner ? '-mx-3' : 'mx-auto max-w-5xl px-2 sm:px-6'}`}>
                {tabs.map(({ to, label: text, end }) => (
                    <li key={to}>
                        <NavLink
                            to={to}
                            end={end}
                            className="-mb-px inline-flex min-h-11 items-center border-b-2 border-transparent px-3 text-sm whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
                        >
                            {text}
                        </NavLink>
                    </li>
                ))}
            </ul>
        </nav>
    );
}
