/** @param narrow whether its name is left out where there is little room */
export function Logo({ narrow = false }: { narrow?: boolean }) {
    return (
        <span className="inline-flex items-center gap-2.5 font-semibold tracking-tight">
            <svg viewBox="0 0 32 32" width="26" height="26" className="shrink-0" aria-hidden>
                <rect width="32" height="32" rx="8" className="fill-accent" />
                <path d="M9 10h14M9 16h9M9 22h14" className="stroke-on-accent" strokeWidth="2.6" strokeLinecap="round" fill="none" />
                <circle cx="22.5" cy="16" r="2.2" className="fill-on-accent" />
            </svg>
            <span className={`whitespace-nowrap ${narrow ? 'max-sm:hidden' : ''}`}>chatledger</span>
        </span>
    );
}
