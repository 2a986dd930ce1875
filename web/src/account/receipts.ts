import { textOf, type Call } from '../api/client';
import { asProblem } from '../api/problem';
import { download } from '../text/download';
import { toast } from '../ui/live';

/** The log is signed once a second. */
const SIGNED_AFTER_MILLIS = 1000;
const TRIES = 5;

/**
 * Fetches a receipt and hands it over as a file. What has only just happened is signed in a second.
 *
 * @param call that gives it, `parseAs: 'text'`
 */
export async function saveReceipt(name: string, call: () => Call<string>): Promise<void> {
    try {
        for (let tries = 1; ; tries++) {
            try {
                download(`${name}.tlog-proof`, 'text/plain', await textOf(call()));
                break;
            } catch (thrown) {
                if (asProblem(thrown).code !== 'IN_PROGRESS' || tries === TRIES) {
                    throw thrown;
                }
                await new Promise((resolve) => setTimeout(resolve, SIGNED_AFTER_MILLIS));
            }
        }
        toast('The receipt is saved. Anybody can check it with the key of the log.');
    } catch (thrown) {
        toast(`No receipt: ${asProblem(thrown).message}`, { kind: 'failed' });
    }
}
