import createClient from 'openapi-fetch';
import type { components, paths } from '#schema';
import { asProblem, problemOf } from './problem';
import { accessToken } from './session';

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What a GET of that path can be narrowed by. */
export type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Asked } } }
    ? NonNullable<Asked>
    : never;

/** A call that is under way. */
export type Call<Answer> = Promise<{ data?: Answer; error?: unknown; response: Response }>;

/** Every call of the API, typed by its document, with the access token. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorized });

/** The calls of somebody who is not signed in. */
export const anonymous = createClient<paths>({ baseUrl: location.origin, fetch: sent });

/** Sends the request with an access token, and once more with a new one if the server does not take it any more. */
async function authorized(request: Request): Promise<Response> {
    const again = request.clone();
    const token = await accessToken();
    const response = await send(request, token);
    return response.status === 401 && (await isUnauthenticated(response))
        ? send(again, await accessToken(token))
        : response;
}

async function send(request: Request, token: string): Promise<Response> {
    request.headers.set('Authorization', `Bearer ${token}`);
    return sent(request);
}

async function sent(request: Request): Promise<Response> {
    try {
        return await fetch(request);
    } catch (thrown) {
        throw request.signal.aborted ? thrown : asProblem(thrown);
    }
}

/** A wrong password in the body is answered with 401, too, and no new token helps. */
async function isUnauthenticated(response: Response): Promise<boolean> {
    const body = (await response.clone().json().catch(() => undefined)) as { code?: string } | undefined;
    return body?.code !== 'BAD_CREDENTIALS';
}

/**
 * What was answered, in JSON.
 *
 * @throws Problem
 */
export async function answerOf<Answer>(call: Call<Answer>): Promise<Exclude<NonNullable<Answer>, string>> {
    return (await accepted(call)).data as Exclude<NonNullable<Answer>, string>;
}

/**
 * What was answered to a call with `parseAs: 'text'`.
 *
 * @throws Problem
 */
export async function textOf(call: Call<string>): Promise<string> {
    return (await accepted(call)).data ?? '';
}

/** For calls whose answer has no body. */
export async function done(call: Call<unknown>): Promise<void> {
    await accepted(call);
}

/**
 * For calls whose answer is more than what is in its body.
 *
 * @throws Problem
 */
export async function accepted<Answer>(call: Call<Answer>): Promise<{ data?: Answer; response: Response }> {
    const answer = await call;
    if (!answer.response.ok) {
        throw problemOf(answer.error, answer.response.status, answer.response.headers);
    }
    return answer;
}
