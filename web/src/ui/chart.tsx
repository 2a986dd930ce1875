import { nameOfDay } from '../text/time';

/** Bars by time, drawn by attributes alone. For those who do not see them they are a table. */
export function Bars({ label, bars }: { label: string; bars: { label: string; value: number; text: string }[] }) {
    const most = Math.max(1, ...bars.map((bar) => bar.value));
    const step = 100 / bars.length;
    return (
        <figure>
            <svg viewBox="0 0 100 28" preserveAspectRatio="none" className="h-36 w-full" aria-hidden>
                {bars.map(({ label: name, value, text }, place) => {
                    const height = (value / most) * 27;
                    return (
                        <g key={place}>
                            <title>{`${name}: ${text}`}</title>
                            <rect x={place * step} y={0} width={step} height={28} className="fill-transparent" />
                            <rect
                                x={place * step + step * 0.15}
                                y={28 - Math.max(0.4, height)}
                                width={step * 0.7}
                                height={Math.max(0.4, height)}
                                rx={0.3}
                                className={value > 0 ? 'fill-accent' : 'fill-line'}
                            />
                        </g>
                    );
                })}
            </svg>
            {/* A table itself cannot be made that small. */}
            <div className="sr-only">
                <table>
                    <caption>{label}</caption>
                    <tbody>
                        {bars.map(({ label: name, text }, place) => (
                            <tr key={place}>
                                <th scope="row">{name}</th>
                                <td>{text}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </figure>
    );
}

/** Bars by day, with the first and the last day named below. */
export function DayBars({
    label,
    days,
    textOf,
}: {
    label: string;
    days: readonly { day: string; value: number }[];
    textOf: (value: number) => string;
}) {
    return (
        <>
            <Bars
                label={label}
                bars={days.map(({ day, value }) => ({ label: nameOfDay(day), value, text: textOf(value) }))}
            />
            <p className="mt-2 flex justify-between gap-3 text-xs text-muted" aria-hidden>
                <span>{nameOfDay(days[0]?.day)}</span>
                <span>highest: {textOf(Math.max(0, ...days.map(({ value }) => value)))}</span>
                <span>{nameOfDay(days.at(-1)?.day)}</span>
            </p>
        </>
    );
}

/** A value that moves, newest at the right. */
export function Line({ label, values }: { label: string; values: number[] }) {
    const most = Math.max(1, ...values);
    // One alone would be no line.
    const shown = values.length === 1 ? [...values, ...values] : values;
    const points = shown.map((value, place) => `${(place / Math.max(1, shown.length - 1)) * 100},${27 - (value / most) * 26}`);
    return (
        <svg viewBox="0 0 100 28" preserveAspectRatio="none" className="h-8 w-full" role="img" aria-label={label}>
            <polyline
                points={points.join(' ')}
                className="fill-none stroke-accent"
                strokeWidth="1.5"
                vectorEffect="non-scaling-stroke"
            />
        </svg>
    );
}
