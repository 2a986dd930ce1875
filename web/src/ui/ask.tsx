import { useMutation } from '@tanstack/react-query';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import { asProblem, type Problem } from '../api/problem';
import { Button } from './button';
import { Decision, Dialog } from './dialog';
import { toast } from './live';
import { Notice } from './notice';

/**
 * A dialog that does one thing, once, however often its button is pressed. The idempotency key is made when it opens.
 *
 * @param act throws a problem if it fails, which is shown in the dialog
 * @param said what happened, in the past tense
 */
export function Ask({
    title,
    verb,
    danger = false,
    ready = true,
    act,
    said,
    onClose,
    onCancel = onClose,
    refusal = (problem) => problem.message,
    otherwise = 'Cancel',
    children,
}: {
    title: string;
    verb: string;
    danger?: boolean;
    ready?: boolean;
    act: (key: string) => Promise<unknown>;
    said: string;
    onClose: () => void;
    /** If there is more to come when it was done. */
    onCancel?: () => void;
    /** Its words, if not the usual ones. */
    refusal?: (problem: Problem) => ReactNode;
    /** What the way out is called. */
    otherwise?: string;
    children: ReactNode;
}) {
    const [key] = useState(() => crypto.randomUUID());
    // Two clicks may come before the first is shown.
    const begun = useRef(false);
    const acting = useMutation({
        mutationFn: () => act(key),
        onError: () => {
            begun.current = false;
        },
        onSuccess: () => {
            onClose();
            toast(said);
        },
    });
    const problem = acting.error ? asProblem(acting.error) : undefined;
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (ready && !begun.current) {
            begun.current = true;
            acting.mutate();
        }
    };
    return (
        <Dialog title={title} onClose={onCancel}>
            <form onSubmit={submit} className="flex flex-col gap-4">
                {children}
                {problem && <Notice kind="danger">{refusal(problem)}</Notice>}
                <Decision>
                    <Button onClick={onCancel}>{otherwise}</Button>
                    <Button type="submit" kind={danger ? 'danger' : 'primary'} busy={acting.isPending} disabled={!ready}>
                        {verb}
                    </Button>
                </Decision>
            </form>
        </Dialog>
    );
}
