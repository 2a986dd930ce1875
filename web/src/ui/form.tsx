import type { UseMutationResult } from '@tanstack/react-query';
import { useState, type ChangeEvent, type ReactNode } from 'react';
import { asProblem, type Problem } from '../api/problem';
import { Button } from './button';
import { Field } from './field';
import { Notice } from './notice';

/** What is typed into the fields of a form, by their names. */
export function useTyped<Name extends string>(initial: Record<Name, string>) {
    const [typed, setTyped] = useState(initial);
    return {
        typed,
        clear: (...names: Name[]) =>
            setTyped((old) => ({ ...old, ...Object.fromEntries(names.map((name) => [name, ''])) })),
        /** To be spread on the field. */
        field: (name: Name) => ({
            name,
            value: typed[name],
            onChange: (event: ChangeEvent<HTMLInputElement>) =>
                setTyped((old) => ({ ...old, [name]: event.target.value })),
        }),
    };
}

/**
 * A form that does one thing. Why it was refused is said above its fields.
 *
 * @param refusal its words, if not the usual ones; null if a field says it
 */
export function Form({
    doing,
    verb,
    kind = 'primary',
    ready = true,
    wide = false,
    refusal = (problem) => problem.message,
    children,
}: {
    doing: UseMutationResult<unknown, Error, void>;
    verb: string;
    kind?: 'primary' | 'plain';
    ready?: boolean;
    wide?: boolean;
    refusal?: (problem: Problem) => ReactNode;
    children: ReactNode;
}) {
    const refused = doing.error && refusal(asProblem(doing.error));
    return (
        <form
            className="flex flex-col gap-4"
            onSubmit={(event) => {
                event.preventDefault();
                doing.mutate();
            }}
        >
            {refused && <Notice kind="danger">{refused}</Notice>}
            {children}
            <Button type="submit" kind={kind} busy={doing.isPending} disabled={!ready} className={wide ? '' : 'sm:self-start'}>
                {verb}
            </Button>
        </form>
    );
}

/** What the server's rules say about a field, if they were broken. */
export function faultOf(doing: { error: Error | null }, field: string): string | undefined {
    return doing.error ? asProblem(doing.error).fields[field] : undefined;
}

/** A password to be: what is asked of it is said, and what the server finds wrong with it. */
export function NewPasswordField({
    label,
    more = '',
    ...rest
}: {
    label: string;
    more?: string;
    error: string | undefined;
} & ReturnType<ReturnType<typeof useTyped>['field']>) {
    return (
        <Field
            label={label}
            type="password"
            autoComplete="new-password"
            required
            maxLength={128}
            hint={`At least 8 characters, and not one of the common ones.${more}`}
            {...rest}
        />
    );
}
