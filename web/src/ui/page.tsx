import { useEffect, type ReactNode } from 'react';

/** The frame of a screen: its title, what can be done, and its content. */
export function Page({
    title,
    lead,
    actions,
    children,
}: {
    title: string;
    lead?: ReactNode;
    actions?: ReactNode;
    children: ReactNode;
}) {
    useTitle(title);
    return (
        <div className="mx-auto w-full max-w-5xl px-4 py-6 sm:px-8">
            <div className="mb-6 flex flex-wrap items-end justify-between gap-3">
                <div>
                    <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
                    {lead && <p className="mt-1 text-sm text-muted">{lead}</p>}
                </div>
                {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
            </div>
            {children}
        </div>
    );
}

export function useTitle(title: string): void {
    useEffect(() => {
        document.title = `${title} · chatledger`;
    }, [title]);
}

/** A part of a screen with a heading of its own. */
export function Section({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
    return (
        <section className="mt-8 first:mt-0">
            <div className="mb-3 flex items-center justify-between gap-3">
                <h2 className="font-semibold">{title}</h2>
                {actions}
            </div>
            {children}
        </section>
    );
}

export function Card({ children, className = '' }: { children: ReactNode; className?: string }) {
    return <div className={`rounded-xl border bg-surface p-5 ${className}`}>{children}</div>;
}

/** A number that somebody came to see. */
export function Figure({ label, value, hint }: { label: string; value: ReactNode; hint?: ReactNode }) {
    return (
        <Card>
            <p className="text-sm text-muted">{label}</p>
            <p className="mt-1 text-xl font-semibold tracking-tight">{value}</p>
            {hint && <p className="mt-1 text-sm text-muted">{hint}</p>}
        </Card>
    );
}
