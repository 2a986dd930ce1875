import { useEffect, useState } from 'react';
import { accepted, api, type Schema } from '../api/client';
import { asProblem, Problem } from '../api/problem';
import { serverEvents } from '../api/stream';

type State = Schema<'OperationState'>;

const AGAIN_AFTER_MILLIS = 2000;
const SHOWN_SAMPLES = 60;

/** How far a read model was behind at some moment. */
export interface Sample {
    events: number;
    seconds: number;
}

export interface Operation {
    /** The newest that was told. */
    state: State | undefined;
    /** Of the last two minutes, for each read model, oldest first. */
    samples: ReadonlyMap<string, readonly Sample[]>;
    /** Why nothing is told just now; null while all is well. */
    lost: Problem | null;
}

/** What the server tells operators every two seconds. If the connection is lost it is made again. */
export function useOperation(): Operation {
    const [operation, setOperation] = useState<Operation>({ state: undefined, samples: new Map(), lost: null });
    useEffect(() => {
        const abort = new AbortController();
        void follow(
            abort.signal,
            (state) => setOperation((old) => ({ state, samples: withNew(old.samples, state), lost: null })),
            (lost) => setOperation((old) => ({ ...old, lost })),
        );
        return () => abort.abort();
    }, []);
    return operation;
}

async function follow(signal: AbortSignal, told: (state: State) => void, lost: (problem: Problem) => void): Promise<void> {
    while (!signal.aborted) {
        try {
            const { data: stream } = await accepted(api.GET('/api/ops/events', { parseAs: 'stream', signal }));
            for await (const { event, data } of serverEvents(stream!)) {
                if (event === 'error') {
                    // The access token has ended: the next call gets a new one, or tells why there is none.
                    break;
                }
                told(JSON.parse(data) as State);
            }
        } catch (thrown) {
            if (signal.aborted) {
                return;
            }
            lost(asProblem(thrown));
        }
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MILLIS));
    }
}

function withNew(samples: Operation['samples'], { projections }: State): Operation['samples'] {
    return projections === null
        ? samples
        : new Map(
              projections.results.map(({ name, lag, lag_seconds: seconds }) => [
                  name,
                  [...(samples.get(name) ?? []).slice(1 - SHOWN_SAMPLES), { events: lag, seconds }],
              ]),
          );
}
