import { expect, test } from 'vitest';
import { duration, group, near } from './time';

const NOW = new Date(2026, 10, 20, 0, 30);
const at = (...parts: [number, number, number, number, number]) => new Date(...parts).toISOString();

test.each([
    [at(2026, 10, 20, 0, 1), 'Today'],
    [at(2026, 10, 19, 23, 59), 'Yesterday'],
    [at(2026, 10, 18, 23, 59), 'Last 7 days'],
    [at(2026, 10, 13, 0, 0), 'Last 7 days'],
    [at(2026, 10, 12, 23, 59), 'Last 30 days'],
    [at(2026, 9, 21, 0, 0), 'Last 30 days'],
    [at(2026, 9, 20, 23, 59), 'October 2026'],
])('%s is listed under %s', (time, heading) => expect(group(time, NOW)).toBe(heading));

test('a time is as short as it can be and still be understood', () => {
    expect(near(at(2026, 10, 20, 0, 5), NOW)).toBe('00:05');
    expect(near(at(2026, 10, 3, 14, 5), NOW)).toBe('Nov 3, 14:05');
    expect(near(at(2025, 10, 3, 14, 5), NOW)).toBe('Nov 3, 2025, 14:05');
});

test.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [185, '3 min 5 s'],
    [3659, '1 h'],
    [7800, '2 h 10 min'],
])('%d seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text));
