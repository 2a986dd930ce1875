import type { components } from '#schema';

export type ErrorCode =
    | components['schemas']['ErrorCode']
    /** There was no answer at all. */
    | 'UNREACHABLE'
    /** An answer had begun, but did not come to its end. */
    | 'BROKEN_OFF';

/** Why a call was not answered as it was meant to be, in words that a person understands. */
export class Problem extends Error {
    override readonly name = 'Problem';

    constructor(
        readonly code: ErrorCode,
        message: string,
        readonly traceId: string | null = null,
        readonly retryAfterSeconds: number | null = null,
        /** What is wrong with which field. */
        readonly fields: Readonly<Record<string, string>> = {},
        /** The API's own sentence. */
        readonly detail: string | null = null,
    ) {
        super(message);
    }

    /** Whether the same call may go through in a moment. */
    get passes(): boolean {
        return this.code === 'UNREACHABLE' || this.code === 'UNAVAILABLE';
    }
}

export const UNREACHABLE = 'The server cannot be reached. Check your connection and try again.';

const SENTENCES: Partial<Record<ErrorCode, string>> = {
    UNAUTHENTICATED: 'Your session has ended. Please sign in again.',
    BAD_CREDENTIALS: 'That is not the right username or password.',
    OUT_OF_TOKENS: 'Not enough tokens are left for this.',
    FORBIDDEN: 'You are not allowed to do this.',
    SUSPENDED: 'This account is suspended and cannot do this. An administrator can reactivate it.',
    NOT_FOUND: 'This does not exist, or it is not yours.',
    USERNAME_TAKEN: 'This username is taken. Please choose another one.',
    EMAIL_TAKEN: 'An account with this email address exists already.',
    IN_PROGRESS: 'The same request is still being carried out. Please wait a moment.',
    CANCELLED: 'Stopped before the model said anything. Nothing was charged.',
    TOO_LARGE: 'This is too long to send.',
    RATE_LIMITED: 'That was too many requests at once. Please wait a moment.',
    PROVIDER_FAILED: 'The model failed. Nothing was charged.',
    PROVIDER_TIMEOUT: 'The model did not answer in time. Nothing was charged.',
    UNAVAILABLE: 'A part of the system is down. Please try again in a moment.',
    INTERNAL: 'Something went wrong on our side.',
};

/** From a body of RFC 9457, or from one of OpenAI's, or from none. */
export function problemOf(body: unknown, status: number, headers?: Headers): Problem {
    const { code, detail, trace_id: traceId, errors } = (body ?? {}) as {
        code?: ErrorCode;
        detail?: string;
        trace_id?: string;
        errors?: { field: string; message: string }[];
    };
    const known = code ?? (status === 401 ? 'UNAUTHENTICATED' : status >= 500 ? 'UNAVAILABLE' : 'INVALID_REQUEST');
    const retryAfter = Number(headers?.get('Retry-After') ?? NaN);
    const fields = Object.fromEntries((errors ?? []).map((error) => [error.field, error.message]));
    const spelledOut = (errors ?? []).map((error) => `${error.field} ${error.message}`).join('; ');
    const sentence =
        known === 'INVALID_REQUEST' ? spelledOut || detail : (SENTENCES[known] ?? detail);
    return new Problem(
        known,
        sentence || 'This was not accepted.',
        traceId ?? headers?.get('X-Request-Id') ?? null,
        Number.isFinite(retryAfter) ? retryAfter : null,
        fields,
        detail ?? null,
    );
}

/** Whatever was thrown, as a problem. */
export function asProblem(thrown: unknown): Problem {
    if (thrown instanceof Problem) {
        return thrown;
    }
    return thrown instanceof TypeError || (thrown instanceof DOMException && thrown.name === 'NetworkError')
        ? new Problem('UNREACHABLE', UNREACHABLE)
        : new Problem('INTERNAL', 'Something went wrong in this page. Reloading it may help.');
}
