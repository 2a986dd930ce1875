import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { answerOf, api, done, type Schema } from '../api/client';
import { keys, queries } from '../api/queries';
import { Code } from '../text/code';
import { asProblem } from '../api/problem';
import { Ask } from '../ui/ask';
import { Button } from '../ui/button';
import { Decision, Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Empty, Loaded } from '../ui/listing';
import { Notice } from '../ui/notice';
import { Page } from '../ui/page';
import { Secret } from '../ui/secret';
import { Time } from '../ui/time';
import { Bounds, BoundsFields, boundsOf, UNBOUNDED } from './bounds';

type Scope = Schema<'ApiKey'>['scopes'][number];

const SCOPES: Record<Scope, string> = {
    chat: 'Chat, and pay from your balance',
    read: 'Read the balance, the statement and the use',
};

/** Keys with which programs chat on this account. */
export default function Keys() {
    const query = useQuery(keys);
    const [creating, setCreating] = useState(false);
    const [revoking, setRevoking] = useState<Schema<'ApiKey'>>();
    return (
        <Page
            title="API keys"
            lead="A key lets a program chat on your account and pay from your balance."
            actions={
                <Button kind="primary" onClick={() => setCreating(true)}>
                    Create a key
                </Button>
            }
        >
            <Loaded query={query}>
                {(rows) =>
                    rows.length === 0 ? (
                        <Empty title="No keys yet">Create one to use this account from any client of OpenAI’s API.</Empty>
                    ) : (
                        <ul aria-label="API keys" className="divide-y rounded-xl border bg-surface">
                            {rows.map((row) => (
                                <li key={row.id} className="flex flex-wrap items-center gap-3 px-4 py-3">
                                    <div className="min-w-0 grow">
                                        <p className="font-medium">{row.name ?? 'Without a name'}</p>
                                        <p className="text-sm text-muted">
                                            <code className="font-mono">{row.prefix}…</code> · {row.scopes.join(', ')} · created{' '}
                                            <Time at={row.created_at} /> ·{' '}
                                            {row.last_used_at ? (
                                                <>
                                                    last used <Time at={row.last_used_at} />
                                                </>
                                            ) : (
                                                'never used'
                                            )}
                                        </p>
                                        <Bounds row={row} />
                                    </div>
                                    <Button kind="danger" onClick={() => setRevoking(row)}>
                                        Revoke
                                    </Button>
                                </li>
                            ))}
                        </ul>
                    )
                }
            </Loaded>
            {creating && <Create onClose={() => setCreating(false)} />}
            {revoking && (
                <Ask
                    title={`Revoke ${revoking.name ?? revoking.prefix}?`}
                    verb="Revoke the key"
                    danger
                    said="The key is revoked."
                    onClose={() => setRevoking(undefined)}
                    act={async () => {
                        await done(api.DELETE('/api/user/keys/{id}', { params: { path: { id: revoking.id } } }));
                        await queries.invalidateQueries({ queryKey: keys.queryKey });
                    }}
                >
                    <p>Programs that use it are refused from now on. This cannot be undone.</p>
                </Ask>
            )}
        </Page>
    );
}

function Create({ onClose }: { onClose: () => void }) {
    const [name, setName] = useState('');
    const [scopes, setScopes] = useState<readonly Scope[]>(['chat']);
    const [typed, setTyped] = useState(UNBOUNDED);
    const bounds = boundsOf(typed);
    // One for each thing that is asked for, however often it is.
    const key = useMemo(() => crypto.randomUUID(), [name, scopes, typed]);
    const creating = useMutation({
        mutationFn: () =>
            answerOf(
                api.POST('/api/user/keys', {
                    params: { header: { 'Idempotency-Key': key } },
                    body: { name: name.trim() || null, scopes: [...scopes], ...bounds },
                }),
            ),
        onSuccess: () => queries.invalidateQueries({ queryKey: keys.queryKey }),
    });
    if (creating.data) {
        return <Created created={creating.data} onClose={onClose} />;
    }
    return (
        <Dialog title="Create an API key" onClose={onClose}>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    creating.mutate();
                }}
            >
                <Field
                    label="Name"
                    hint="To tell your keys apart, for example by where they are used."
                    maxLength={100}
                    autoFocus
                    value={name}
                    onChange={(event) => setName(event.target.value)}
                />
                <fieldset className="mt-4">
                    <legend className="mb-1 text-sm font-medium">What it may do</legend>
                    {Object.entries(SCOPES).map(([scope, words]) => (
                        <label key={scope} className="flex min-h-11 items-center gap-3 text-sm pointer-fine:min-h-9">
                            <input
                                type="checkbox"
                                className="size-4 accent-accent"
                                checked={scopes.includes(scope as Scope)}
                                onChange={(event) =>
                                    setScopes(
                                        event.target.checked
                                            ? [...scopes, scope as Scope]
                                            : scopes.filter((one) => one !== scope),
                                    )
                                }
                            />
                            {words}
                        </label>
                    ))}
                </fieldset>
                <BoundsFields typed={typed} onChange={setTyped} />
                {creating.error && (
                    <div className="mt-3">
                        <Notice kind="danger">{asProblem(creating.error).message}</Notice>
                    </div>
                )}
                <Decision>
                    <Button onClick={onClose}>Cancel</Button>
                    <Button type="submit" kind="primary" busy={creating.isPending} disabled={scopes.length === 0 || !bounds}>
                        Create
                    </Button>
                </Decision>
            </form>
        </Dialog>
    );
}

function Created({ created, onClose }: { created: Schema<'NewApiKey'>; onClose: () => void }) {
    const base = `${location.origin}/v1`;
    const model = created.models?.[0] ?? 'demo';
    return (
        <Dialog title="Your new key" onClose={onClose}>
            <div className="flex flex-col gap-4">
                <Secret text={created.key} label="Copy the key" />
                <Code
                    language="bash"
                    text={`curl ${base}/chat/completions \\\n  -H "Authorization: Bearer ${created.key}" \\\n  -H "Content-Type: application/json" \\\n  -d '{"model": "${model}", "messages": [{"role": "user", "content": "What is this?"}]}'`}
                />
                <Code
                    language="python"
                    text={`from openai import OpenAI\n\nclient = OpenAI(base_url="${base}", api_key="${created.key}")\nanswer = client.chat.completions.create(\n    model="${model}", messages=[{"role": "user", "content": "What is this?"}])\nprint(answer.choices[0].message.content)`}
                />
            </div>
            <Decision>
                <Button kind="primary" onClick={onClose}>
                    I have copied it
                </Button>
            </Decision>
        </Dialog>
    );
}
