import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, textOf } from '../api/client';
import { exact } from '../text/time';
import { Button } from '../ui/button';
import { Failed } from '../ui/listing';
import { say } from '../ui/live';
import { Notice } from '../ui/notice';
import { Card } from '../ui/page';
import { verified } from './receipt';

/** All that have ever signed the log, the newest first. */
export const logKeys = {
    queryKey: ['log', 'keys'],
    queryFn: async () => (await textOf(api.GET('/api/audit/log/keys', { parseAs: 'text' }))).trim().split('\n'),
    staleTime: Infinity,
};

/** More is no receipt. */
const MOST_BYTES = 1_000_000;

async function verifiedByAny(file: Uint8Array<ArrayBuffer>, keys: string[]) {
    for (const key of keys) {
        const receipt = await verified(file, key);
        if (receipt) {
            return receipt;
        }
    }
    return null;
}

/** Checks a receipt in the browser: the server is asked for nothing but the keys of the log. */
export function VerifyReceipt() {
    const keys = useQuery(logKeys);
    const input = useRef<HTMLInputElement>(null);
    const [over, setOver] = useState(false);
    const checking = useMutation({
        mutationFn: async (file: File) =>
            file.size > MOST_BYTES ? null : verifiedByAny(new Uint8Array(await file.arrayBuffer()), keys.data!),
        // What is wrong is an alert.
        onSuccess: (receipt) => receipt && say('The receipt is valid.'),
    });
    const check = (files: FileList | null) => files?.[0] && checking.mutate(files[0]);
    if (keys.isError) {
        return <Failed thrown={keys.error} retry={() => void keys.refetch()} />;
    }
    return (
        <Card>
            <div
                onDragOver={(event) => {
                    event.preventDefault();
                    setOver(true);
                }}
                onDragLeave={() => setOver(false)}
                onDrop={(event) => {
                    event.preventDefault();
                    setOver(false);
                    check(event.dataTransfer.files);
                }}
                className={`rounded-lg border border-dashed p-6 text-center ${over ? 'border-accent bg-accent-soft' : ''}`}
            >
                <p className="text-sm text-muted">Drop a receipt here. It is checked in this browser and not sent anywhere.</p>
                <Button className="mt-3" disabled={!keys.data} busy={checking.isPending} onClick={() => input.current?.click()}>
                    Choose a file
                </Button>
                <input
                    ref={input}
                    type="file"
                    className="sr-only"
                    aria-label="Receipt"
                    tabIndex={-1}
                    onChange={(event) => {
                        check(event.target.files);
                        // The same file may be chosen again.
                        event.target.value = '';
                    }}
                />
            </div>
            <div className="mt-4 empty:hidden">
                {checking.data === null && (
                    <Notice kind="danger">
                        <strong>This is not a receipt of this log,</strong> or something in it was changed.
                    </Notice>
                )}
                {checking.data && (
                    <>
                        <Notice kind="success">
                            <strong>The receipt is valid.</strong> This is event {checking.data.position.toLocaleString('en')} of
                            the log {checking.data.origin}, signed when it had {checking.data.size.toLocaleString('en')}.
                        </Notice>
                        <Leaf text={checking.data.leaf} />
                    </>
                )}
            </div>
        </Card>
    );
}

/** What is recorded in it. */
function Leaf({ text }: { text: string }) {
    const leaf = JSON.parse(text) as Record<string, string>;
    return (
        <>
            {leaf.timestamp && <p className="mt-3 text-sm">Recorded {exact(leaf.timestamp)}:</p>}
            <pre tabIndex={0} role="group" aria-label="The event" className="mt-2 overflow-x-auto rounded-lg border bg-sunken p-4 font-mono text-xs">
                {JSON.stringify(leaf.payload ? { ...leaf, payload: JSON.parse(leaf.payload) as unknown } : leaf, null, 2)}
            </pre>
        </>
    );
}
