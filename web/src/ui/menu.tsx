import * as Radix from '@radix-ui/react-dropdown-menu';
import type { ReactNode } from 'react';

/**
 * Opens below its button; arrows move, Escape closes. Not modal, because locking the scroll would need inline styles; not moved to
 * the end of the page, because there it would be out of reach of an open dialog.
 */
export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
    return (
        <Radix.Root modal={false}>
            <Radix.Trigger asChild>{trigger}</Radix.Trigger>
                <Radix.Content
                    align="end"
                    sideOffset={6}
                    collisionPadding={8}
                    className="z-40 min-w-48 rounded-xl border bg-surface p-1.5 text-sm shadow-raised"
                >
                    {children}
                </Radix.Content>
        </Radix.Root>
    );
}

const ITEM =
    'flex min-h-11 items-center gap-2.5 rounded-lg px-3 outline-none data-[highlighted]:bg-hover pointer-fine:min-h-9 select-none';

export function MenuItem({
    onSelect,
    danger = false,
    children,
}: {
    onSelect: () => void;
    danger?: boolean;
    children: ReactNode;
}) {
    return (
        <Radix.Item onSelect={() => afterClosing(onSelect)} className={`${ITEM} ${danger ? 'text-danger' : ''}`}>
            {children}
        </Radix.Item>
    );
}

/** When the button has the focus again, to which a dialog that is opened gives it back. */
function afterClosing(act: () => void): void {
    // The menu gives it back in a task of its own, which begins after this one.
    setTimeout(() => setTimeout(act));
}

export function MenuChoice<Value extends string>({
    label,
    value,
    options,
    onChange,
}: {
    label: string;
    value: Value;
    options: readonly { value: Value; label: string }[];
    onChange: (value: Value) => void;
}) {
    return (
        <>
            <Radix.Label className="px-3 pt-2 pb-1 text-xs text-muted">{label}</Radix.Label>
            <Radix.RadioGroup value={value} onValueChange={(chosen) => onChange(chosen as Value)}>
                {options.map((option) => (
                    <Radix.RadioItem key={option.value} value={option.value} className={ITEM}>
                        <span className="grow">{option.label}</span>
                        <Radix.ItemIndicator className="text-accent">✓</Radix.ItemIndicator>
                    </Radix.RadioItem>
                ))}
            </Radix.RadioGroup>
        </>
    );
}

export function MenuLine() {
    return <Radix.Separator className="my-1.5 h-px bg-line" />;
}
