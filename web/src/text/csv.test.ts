import { describe, expect, test } from 'vitest';
import { csv } from './csv';

describe('a table for spreadsheets', () => {
    test('has a line for its columns and one for each row', () => {
        expect(csv(['who', 'tokens'], [['ada', 5], ['bob', null]])).toBe('who,tokens\r\nada,5\r\nbob,\r\n');
    });

    test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('has no formula in it: %j', (text) => {
        expect(csv([], [[text]]).slice(2)).toMatch(/^"?'/);
    });

    test('leaves numbers as they are, also those below 0', () => expect(csv([], [[-100]])).toBe('\r\n-100\r\n'));

    test('quotes what would break a row or a cell', () => {
        expect(csv([], [['a,b', 'say "x"', 'two\nlines', 'plain']])).toBe('\r\n"a,b","say ""x""","two\nlines",plain\r\n');
    });
});
