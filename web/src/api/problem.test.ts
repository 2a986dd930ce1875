import { expect, test } from 'vitest';
import { asProblem, problemOf } from './problem';

test('an answer of RFC 9457 becomes a sentence, with its trace id and when to try again', () => {
    const problem = problemOf({ code: 'RATE_LIMITED', detail: 'Please wait.', trace_id: 't1' }, 429, new Headers({ 'Retry-After': '7' }));

    expect(problem).toMatchObject({ code: 'RATE_LIMITED', traceId: 't1', retryAfterSeconds: 7 });
});

test('what is wrong with a field is told beside it', () => {
    const problem = problemOf(
        { code: 'INVALID_REQUEST', detail: 'A field is not as it must be.', errors: [{ field: 'password', message: 'is too common' }] },
        400,
    );

    expect(problem.fields).toEqual({ password: 'is too common' });
    expect(problem.message).toBe('password is too common');
});

test.each([
    [502, undefined, 'UNAVAILABLE'],
    [503, '<html>', 'UNAVAILABLE'],
    [401, { error: { message: 'no', code: 'invalid_api_key' } }, 'UNAUTHENTICATED'],
    [418, {}, 'INVALID_REQUEST'],
])('an answer %i without a code still has one', (status, body, code) => {
    expect(problemOf(body, status).code).toBe(code);
});

test('a failed fetch means that nobody was reached, and may be tried again', () => {
    expect(asProblem(new TypeError('Failed to fetch'))).toMatchObject({ code: 'UNREACHABLE', passes: true });
});
