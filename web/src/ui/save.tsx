import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { accepted, type Call } from '../api/client';
import { asProblem } from '../api/problem';
import { download, downloadBlob } from '../text/download';
import { Button } from './button';
import { toast } from './live';

const KINDS = {
    csv: { word: 'CSV', type: 'text/csv;charset=utf-8' },
    json: { word: 'JSON', type: 'application/json' },
    txt: { word: 'text', type: 'text/plain;charset=utf-8' },
};

export type Kind = keyof typeof KINDS;

/** Buttons that fetch something whole and hand it over as a file. */
export function Save({ name, as }: { name: string; as: Partial<Record<Kind, () => Promise<unknown>>> }) {
    const [busy, setBusy] = useState<Kind>();
    const save = async (kind: Kind) => {
        setBusy(kind);
        try {
            const content = await as[kind]!();
            const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
            download(`${name}.${kind}`, KINDS[kind].type, text);
            toast(`${name}.${kind} is saved.`);
        } catch (thrown) {
            toast(`Not saved: ${asProblem(thrown).message}`, { kind: 'failed' });
        } finally {
            setBusy(undefined);
        }
    };
    return (Object.keys(as) as Kind[]).map((kind) => (
        <Button key={kind} busy={busy === kind} disabled={busy !== undefined} onClick={() => void save(kind)}>
            Save as {KINDS[kind].word}
        </Button>
    ));
}

/** A button that hands over what the API gives as a file, `parseAs: 'blob'`. */
export function SaveFile({ name, file, children }: { name: string; file: () => Call<Blob>; children: ReactNode }) {
    const saving = useMutation({
        mutationFn: async () => downloadBlob(name, (await accepted(file())).data ?? new Blob()),
        onSuccess: () => toast(`${name} is saved.`),
        onError: (thrown) => toast(`Not saved: ${asProblem(thrown).message}`, { kind: 'failed' }),
    });
    return (
        <Button busy={saving.isPending} onClick={() => saving.mutate()}>
            {children}
        </Button>
    );
}
