import { exact, near } from '../text/time';

/** A local time; the exact one on hover. */
export function Time({ at, className }: { at: string; className?: string }) {
    return (
        <time dateTime={at} title={exact(at)} className={className}>
            {near(at)}
        </time>
    );
}
