import { useEffect, useRef, useState, type ReactNode } from 'react';
import { CopyButton } from '../ui/copy';

const SETTLED_MILLIS = 150;

/** A piece of code with its language and a way to copy it. Its colours come later, if they come. */
export function Code({ language, text }: { language?: string; text: string }) {
    const [coloured, setColoured] = useState<{ text: string; nodes: ReactNode }>();
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        if (!language) {
            return undefined;
        }
        let wanted = true;
        let timer: number | undefined;
        const colour = () =>
            import('./highlight')
                .then(({ highlight }) => wanted && setColoured({ text, nodes: highlight(language, text) }))
                .catch(() => undefined);
        // When somebody sees it: a long conversation has many. And not with each piece of a reply that streams in.
        const seeing = new IntersectionObserver((entries) => {
            if (entries.some((entry) => entry.isIntersecting)) {
                seeing.disconnect();
                timer = window.setTimeout(() => void colour(), SETTLED_MILLIS);
            }
        });
        seeing.observe(box.current!);
        return () => {
            wanted = false;
            seeing.disconnect();
            clearTimeout(timer);
        };
    }, [language, text]);

    return (
        <div ref={box} className="overflow-hidden rounded-lg border bg-sunken">
            <div className="flex items-center justify-between border-b py-1 pr-1 pl-3 text-xs text-muted">
                <span>{language ?? 'text'}</span>
                <CopyButton text={text} label="Copy code" />
            </div>
            <pre className="overflow-x-auto p-3 font-mono text-[0.85em] leading-relaxed" tabIndex={0} role="group" aria-label={`Code${language ? ` in ${language}` : ''}`}>
                <code>{coloured?.text === text ? coloured.nodes : text}</code>
            </pre>
        </div>
    );
}
