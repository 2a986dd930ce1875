import { CopyButton } from './copy';
import { Notice } from './notice';

/** Something that is shown once. */
export function Secret({ text, label }: { text: string; label: string }) {
    return (
        <div className="flex flex-col gap-4">
            <Notice kind="warning">Copy it now: it is shown only here, and never again.</Notice>
            <div className="flex items-center gap-2 rounded-lg border bg-sunken py-1 pr-1 pl-3">
                <code className="min-w-0 grow font-mono text-sm break-all">{text}</code>
                <CopyButton text={text} label={label} />
            </div>
        </div>
    );
}
