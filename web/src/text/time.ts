const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'long' });
const CLOCK = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const DAY_OF_YEAR = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const DAY_OF_UTC = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric' });
const DAY_MILLIS = 24 * 60 * 60 * 1000;

/** For the eye: `14:05` today, `3 Nov, 14:05` this year, with the year before. */
export function near(time: string, now = new Date()): string {
    const date = new Date(time);
    if (daysBefore(date, now) === 0) {
        return CLOCK.format(date);
    }
    const day = date.getFullYear() === now.getFullYear() ? DAY.format(date) : DAY_OF_YEAR.format(date);
    return `${day}, ${CLOCK.format(date)}`;
}

/** To the second, with weekday and zone. */
export function exact(time: string): string {
    return EXACT.format(new Date(time));
}

/** Under which heading something of that time is listed. */
export function group(time: string, now = new Date()): string {
    const days = daysBefore(new Date(time), now);
    if (days <= 0) {
        return 'Today';
    }
    if (days === 1) {
        return 'Yesterday';
    }
    if (days <= 7) {
        return 'Last 7 days';
    }
    return days <= 30 ? 'Last 30 days' : MONTH.format(new Date(time));
}

/** `20 Nov`, of a day of UTC: `2026-11-20`. */
export function nameOfDay(day: string | undefined): string {
    return day === undefined ? '' : DAY_OF_UTC.format(new Date(`${day}T00:00:00Z`));
}

/** When a day begins here, or the one so many days after it; undefined if it is no day. */
export function dayStart(day: string | null, plus = 0): string | undefined {
    const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
    return year ? new Date(Number(year), Number(month) - 1, Number(date) + plus).toISOString() : undefined;
}

/** `42 s`, `3 min 5 s`, `2 h 10 min`, `1 h`. */
export function duration(seconds: number): string {
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) {
        return `${whole} s`;
    }
    return whole < 3600
        ? withRest(`${Math.floor(whole / 60)} min`, whole % 60, 's')
        : withRest(`${Math.floor(whole / 3600)} h`, Math.floor((whole % 3600) / 60), 'min');
}

function withRest(whole: string, rest: number, unit: string): string {
    return rest === 0 ? whole : `${whole} ${rest} ${unit}`;
}

function daysBefore(date: Date, now: Date): number {
    const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
    return Math.round((midnight(now) - midnight(date)) / DAY_MILLIS);
}
