import { useId, type ComponentProps, type ReactNode } from 'react';

const BOX =
    'w-full rounded-lg border border-strong-line bg-surface px-3 text-base text-ink sm:text-sm aria-invalid:border-danger';

/** A labelled input with room for a hint and for what is wrong. */
export function Field({
    label,
    hint,
    error,
    ...rest
}: ComponentProps<'input'> & { label: string; hint?: ReactNode; error?: string }) {
    const id = useId();
    return (
        <div>
            <label htmlFor={id} className="mb-1 block text-sm font-medium">
                {label}
            </label>
            <input
                id={id}
                aria-invalid={error ? true : undefined}
                aria-describedby={error || hint ? `${id}-more` : undefined}
                {...rest}
                className={`${BOX} min-h-11 pointer-fine:min-h-10`}
            />
            <More id={`${id}-more`} hint={hint} error={error} />
        </div>
    );
}

export function Select({ label, children, ...rest }: ComponentProps<'select'> & { label: string }) {
    const id = useId();
    return (
        <div>
            <label htmlFor={id} className="mb-1 block text-sm font-medium">
                {label}
            </label>
            <select id={id} {...rest} className={`${BOX} min-h-11 pointer-fine:min-h-10`}>
                {children}
            </select>
        </div>
    );
}

function More({ id, hint, error }: { id: string; hint?: ReactNode; error?: string }) {
    if (!hint && !error) {
        return null;
    }
    return (
        <p id={id} className={`mt-1 text-sm ${error ? 'text-danger' : 'text-muted'}`}>
            {error ?? hint}
        </p>
    );
}
