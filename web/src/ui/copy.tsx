import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { say } from './live';
import { IconButton } from './button';

const SHOWN_MILLIS = 1500;

export function CopyButton({ text, label }: { text: string; label: string }) {
    const [copied, setCopied] = useState(false);
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(text);
            setCopied(true);
            say('Copied.');
            setTimeout(() => setCopied(false), SHOWN_MILLIS);
        } catch {
            say('The browser does not allow copying here.');
        }
    };
    return (
        <IconButton label={label} onClick={copy}>
            {copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
        </IconButton>
    );
}
