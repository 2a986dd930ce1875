import { X } from 'lucide-react';
import { useId, useLayoutEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import { IconButton } from './button';

/** Those that are open, the topmost last: everything that is not in that one is inert. */
let open: readonly HTMLDialogElement[] = [];
const listeners = new Set<() => void>();

function setOpen(next: readonly HTMLDialogElement[]): void {
    open = next;
    listeners.forEach((listener) => listener());
}

/** The only element in which anything can be used, if a dialog is open. */
export function useTopDialog(): HTMLDialogElement | undefined {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => listeners.delete(listener);
        },
        () => open.at(-1),
    );
}

/**
 * A modal dialog of the browser's own: it traps the focus, closes on Escape, makes the rest inert and gives the focus
 * back. In the page only while it is open.
 */
export function Dialog({
    title,
    onClose,
    children,
    side = false,
}: {
    title: string;
    onClose: () => void;
    children: ReactNode;
    side?: boolean;
}) {
    const ref = useRef<HTMLDialogElement>(null);
    const heading = useId();
    // While it is in the page: what is taken out first gives no focus back.
    useLayoutEffect(() => {
        const dialog = ref.current!;
        dialog.showModal();
        setOpen([...open, dialog]);
        // Not the way out, which is first in it.
        dialog.querySelector<HTMLElement>(':is(input, textarea, select):enabled')?.focus();
        return () => {
            setOpen(open.filter((one) => one !== dialog));
            dialog.close();
        };
    }, []);
    return (
        <dialog
            ref={ref}
            aria-labelledby={heading}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            onClick={(event) => event.target === ref.current && onClose()}
            className={
                side
                    ? 'm-0 h-dvh max-h-none w-72 max-w-[85vw] border-r bg-sunken'
                    : 'w-[32rem] max-w-[calc(100vw-1.5rem)] animate-[rise_.15s_ease-out] rounded-2xl border bg-surface shadow-raised'
            }
        >
            {side ? (
                <>
                    <h2 id={heading} className="sr-only">
                        {title}
                    </h2>
                    {children}
                </>
            ) : (
                <div className="p-5">
                    <div className="mb-3 flex items-start justify-between gap-4">
                        <h2 id={heading} className="pt-1 text-lg font-semibold">
                            {title}
                        </h2>
                        <IconButton label="Close" onClick={onClose} className="-mt-1 -mr-2">
                            <X size={18} aria-hidden />
                        </IconButton>
                    </div>
                    {children}
                </div>
            )}
        </dialog>
    );
}

/** Where a dialog is decided: the way out first, what it does last. */
export function Decision({ children }: { children: ReactNode }) {
    return <div className="mt-5 flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">{children}</div>;
}
