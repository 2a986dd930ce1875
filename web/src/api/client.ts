import createClient from 'openapi-fetch';
import type { components, paths } from '#schema';
import { asProblem, problemOf } from './problem';
import { accessToken } from './session';

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What a GET of that path can be narrowed by. */
export type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Asked } } }
    ? NonNullable<Asked>
    : never;

/** Every call of the API, typed by its document, with the access token. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: authorized });

/** The calls of somebody who is not signed in. */
export const anonymous = createClient<paths>({ baseUrl: location.origin, fetch: sent });

/** Sends the request with an access token, and once more with a new one if the server does not take it any more. */
export async function authorized(request: Request): Promise<Response> {
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
export async function answerOf<Answer>(
    call: Promise<{ data?: Answer; error?: unknown; response: Response }>,
): Promise<Exclude<NonNullable<Answer>, string>> {
    const { data, error, response } = await call;
    if (!response.ok) {
        throw problemOf(error, response.status, response.headers);
    }
    return data as Exclude<NonNullable<Answer>, string>;
}

/**
 * The answer to a GET that is not in JSON.
 *
 * @throws Problem
 */
export async function answered(path: string): Promise<Response> {
    const response = await authorized(new Request(new URL(path, location.origin)));
    if (!response.ok) {
        throw problemOf(await response.json().catch(() => undefined), response.status, response.headers);
    }
    return response;
}

/** For calls whose answer has no body. */
export async function done(call: Promise<{ error?: unknown; response: Response }>): Promise<void> {
    await answerOf(call as Promise<{ data?: true; error?: unknown; response: Response }>);
}
