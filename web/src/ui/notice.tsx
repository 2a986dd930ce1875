import type { ReactNode } from 'react';

const KINDS = {
    danger: 'border-danger bg-danger-soft text-danger',
    warning: 'border-warning bg-warning-soft text-warning',
    success: 'border-success bg-success-soft text-success',
};

/** A sentence that must not be overlooked, and a way out beside it. */
export function Notice({
    kind,
    children,
    action,
}: {
    kind: keyof typeof KINDS;
    children: ReactNode;
    action?: ReactNode;
}) {
    return (
        <div
            role={kind === 'danger' ? 'alert' : undefined}
            className={`flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-xl border px-4 py-2.5 text-sm ${KINDS[kind]}`}
        >
            <div className="min-w-0 py-1">{children}</div>
            {action}
        </div>
    );
}
