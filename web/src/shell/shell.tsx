import { useQuery } from '@tanstack/react-query';
import { Activity, LogOut, Menu as MenuIcon, MessageSquare, Scale, ShieldCheck, SquarePen, UserRound } from 'lucide-react';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import type { Schema } from '../api/client';
import { balance, queries } from '../api/queries';
import { signOut, wasEndedElsewhere } from '../api/session';
import { forgetDrafts } from '../chat/draft';
import { forgetRunning } from '../chat/running';
import { tokens } from '../text/format';
import { IconButton } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Logo } from '../ui/logo';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/menu';
import { setTheme, useTheme } from '../ui/theme';
import { Conversations } from './conversations';

/** Programs spend from the balance, too. Not asked for while nobody looks. */
const BALANCE_MILLIS = 20_000;
const Palette = lazy(() => import('./palette'));

export type Role = Schema<'Profile'>['roles'][number];

export interface Place {
    to: string;
    label: string;
    icon: typeof MessageSquare;
    /** Any one of them opens it; none means everybody. What is really allowed is decided by the API. */
    roles: readonly Role[];
}

export const PLACES: readonly Place[] = [
    { to: '/', label: 'Chat', icon: MessageSquare, roles: [] },
    { to: '/account', label: 'Account', icon: UserRound, roles: [] },
    { to: '/admin', label: 'Administration', icon: ShieldCheck, roles: ['ADMIN'] },
    { to: '/audit', label: 'Audit', icon: Scale, roles: ['AUDITOR', 'ADMIN'] },
    { to: '/ops', label: 'Operation', icon: Activity, roles: ['OPERATOR', 'ADMIN'] },
];

export function placesOf(roles: readonly Role[]): readonly Place[] {
    return PLACES.filter((place) => isOpenTo(place.roles, roles));
}

/** @param open any one of these is enough; none means everybody */
export function isOpenTo(open: readonly Role[], roles: readonly Role[]): boolean {
    return open.length === 0 || open.some((role) => roles.includes(role));
}

/** What is around every screen of somebody who is signed in. */
export function Shell({ profile, children }: { profile: Schema<'Profile'> | undefined; children: ReactNode }) {
    const { pathname, key } = useLocation();
    const [drawer, setDrawer] = useState(false);
    const [palette, setPalette] = useState(false);
    // Also by a link to where one is already.
    useEffect(() => setDrawer(false), [key]);
    useEffect(() => {
        const open = (event: KeyboardEvent) => {
            if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
                event.preventDefault();
                setPalette(true);
            }
        };
        addEventListener('keydown', open);
        return () => removeEventListener('keydown', open);
    }, []);
    useEffect(
        () => () => {
            queries.clear();
            forgetRunning();
            if (!wasEndedElsewhere()) {
                forgetDrafts();
            }
        },
        [],
    );

    const side = <Side profile={profile} onPalette={() => setPalette(true)} />;
    return (
        <div className="flex h-dvh">
            <a
                href="#main"
                className="sr-only z-50 rounded-lg bg-surface px-4 py-3 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
            >
                Skip to the content
            </a>
            <aside aria-label="Navigation" className="hidden w-72 shrink-0 border-r bg-sunken lg:block">
                {side}
            </aside>
            {drawer && (
                <Dialog title="Menu" side onClose={() => setDrawer(false)}>
                    {side}
                </Dialog>
            )}
            <div className="flex min-w-0 grow flex-col">
                <header className="flex h-14 shrink-0 items-center gap-1 border-b px-2 sm:px-4 lg:border-transparent">
                    <IconButton label="Open the menu" className="lg:hidden" onClick={() => setDrawer(true)}>
                        <MenuIcon size={20} aria-hidden />
                    </IconButton>
                    <span className="flex min-w-0 grow lg:hidden">
                        <Logo narrow />
                    </span>
                    <span className="hidden grow lg:inline" />
                    <BalanceNow />
                    <Link
                        to="/"
                        aria-label="New chat"
                        title="New chat"
                        className="grid size-11 place-items-center rounded-lg text-muted hover:bg-hover lg:hidden"
                    >
                        <SquarePen size={19} aria-hidden />
                    </Link>
                </header>
                <main
                    id="main"
                    tabIndex={-1}
                    className={`flex min-h-0 grow flex-col outline-none ${pathname === '/' || pathname.startsWith('/c/') ? '' : 'overflow-y-auto'}`}
                >
                    {children}
                </main>
            </div>
            {palette && (
                <Suspense fallback={null}>
                    <Palette roles={profile?.roles ?? []} onClose={() => setPalette(false)} />
                </Suspense>
            )}
        </div>
    );
}

function BalanceNow() {
    const { data } = useQuery({ ...balance, refetchInterval: BALANCE_MILLIS });
    return (
        <Link
            to="/account"
            className="inline-flex min-h-11 items-center rounded-lg px-3 text-sm font-medium whitespace-nowrap hover:bg-hover pointer-fine:min-h-9"
            title="Your balance"
        >
            {data ? tokens(data.available) : <span className="skeleton h-4 w-24" role="img" aria-label="Loading the balance" />}
        </Link>
    );
}

function Side({ profile, onPalette }: { profile: Schema<'Profile'> | undefined; onPalette: () => void }) {
    const places = placesOf(profile?.roles ?? []);
    return (
        <div className="flex h-full flex-col">
            <div className="flex h-14 shrink-0 items-center px-4">
                <Link to="/" aria-label="chatledger, to the chat">
                    <Logo />
                </Link>
            </div>
            <nav aria-label="Main" className="px-2 pb-2">
                <ul>
                    {places.map(({ to, label, icon: Icon }) => (
                        <li key={to}>
                            <PlaceLink to={to}>
                                <Icon size={17} aria-hidden /> {label}
                            </PlaceLink>
                        </li>
                    ))}
                </ul>
            </nav>
            <Conversations onSearch={onPalette} />
            <div className="border-t p-2">
                <PersonMenu profile={profile} />
            </div>
        </div>
    );
}

function PlaceLink({ to, children }: { to: string; children: ReactNode }) {
    const { pathname } = useLocation();
    const here = to === '/' ? pathname === '/' || pathname.startsWith('/c/') : pathname.startsWith(to);
    return (
        <NavLink
            to={to}
            aria-current={here ? 'page' : undefined}
            className={`flex min-h-11 items-center gap-3 rounded-lg px-3 text-sm pointer-fine:min-h-9 ${here ? 'bg-hover font-medium' : 'text-muted hover:bg-hover hover:text-ink'}`}
        >
            {children}
        </NavLink>
    );
}

function PersonMenu({ profile }: { profile: Schema<'Profile'> | undefined }) {
    const theme = useTheme();
    const navigate = useNavigate();
    return (
        <Menu
            trigger={
                <button
                    type="button"
                    className="flex min-h-11 w-full items-center gap-3 rounded-lg px-2 text-left text-sm hover:bg-hover"
                >
                    <span
                        aria-hidden
                        className="grid size-8 shrink-0 place-items-center rounded-full bg-accent text-sm font-semibold text-on-accent uppercase"
                    >
                        {profile?.username.slice(0, 1)}
                    </span>
                    <span className="min-w-0 grow truncate">{profile?.username ?? 'Loading'}</span>
                </button>
            }
        >
            <MenuChoice
                label="Appearance"
                value={theme}
                options={[
                    { value: 'system', label: 'As the system' },
                    { value: 'light', label: 'Light' },
                    { value: 'dark', label: 'Dark' },
                ]}
                onChange={setTheme}
            />
            <MenuLine />
            <MenuItem onSelect={() => void navigate('/account/profile')}>
                <UserRound size={16} aria-hidden /> Profile
            </MenuItem>
            <MenuItem onSelect={() => void signOut().catch(() => undefined)}>
                <LogOut size={16} aria-hidden /> Sign out
            </MenuItem>
        </Menu>
    );
}

