import type { ComponentProps } from 'react';

const KINDS = {
    primary: 'bg-accent text-on-accent hover:not-disabled:bg-accent-hover font-medium',
    plain: 'border border-line bg-surface hover:not-disabled:bg-hover',
    quiet: 'text-muted hover:not-disabled:bg-hover hover:not-disabled:text-ink',
    danger: 'border border-danger text-danger hover:not-disabled:bg-danger-soft',
};

/** @param busy while what it started runs: it cannot be pressed again, and says so */
export function Button({
    kind = 'plain',
    busy = false,
    className = '',
    children,
    ...rest
}: ComponentProps<'button'> & { kind?: keyof typeof KINDS; busy?: boolean }) {
    return (
        <button
            type="button"
            {...rest}
            disabled={rest.disabled || busy}
            aria-busy={busy || undefined}
            className={`inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 text-sm transition-colors disabled:opacity-60 pointer-fine:min-h-10 ${KINDS[kind]} ${className}`}
        >
            {busy && <Spinner />}
            {children}
        </button>
    );
}

/** A square button that shows an icon and says a word. */
export function IconButton({ label, className = '', ...rest }: ComponentProps<'button'> & { label: string }) {
    return (
        <button
            type="button"
            aria-label={label}
            title={label}
            {...rest}
            className={`inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted transition-colors hover:not-disabled:bg-hover hover:not-disabled:text-ink disabled:opacity-50 pointer-fine:size-9 ${className}`}
        />
    );
}

export function Spinner() {
    return (
        <span
            aria-hidden
            className="size-4 animate-spin rounded-full border-2 border-current border-t-transparent opacity-70"
        />
    );
}
