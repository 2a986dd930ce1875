import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { entryTypeValues } from '#schema';
import { accepted, api, type Schema } from '../api/client';
import { everything, statement, statementPage, type StatementFilter } from '../api/queries';
import { count, signed } from '../text/format';
import { Select } from '../ui/field';
import { Days, NothingFound, useFilter } from '../ui/filter';
import { Empty, Listing } from '../ui/listing';
import { Page } from '../ui/page';
import { Save } from '../ui/save';
import { Time } from '../ui/time';
import { placeOf } from '../chat/place';
import { saveReceipt } from './receipts';
import { reason, word, WORDS, type Entry } from './entries';

/** One's own statement. */
export function Statement() {
    return (
        <Page
            title="Statement"
            lead="Every movement of tokens, newest first, with the balance after it."
            actions={
                <Link className="inline-flex min-h-11 items-center text-sm text-accent underline" to="/account/receipt">
                    Verify a receipt
                </Link>
            }
        >
            <StatementOf />
        </Page>
    );
}

/** Every movement of tokens of an account, with the balance after it. */
export function StatementOf({ account }: { account?: string }) {
    const filter = useFilter();
    const type = entryTypeValues.find((one) => one === filter.of('type'));
    const asked: StatementFilter = { ...filter.time, ...(type ? { type } : {}) };
    const query = useInfiniteQuery(statement(asked, account));
    return (
        <>
            <div className="mb-4 grid grid-cols-2 items-end gap-3 max-sm:*:first:col-span-2 sm:grid-cols-3 lg:grid-cols-[1fr_1fr_1fr_auto]">
                <Select label="Type" value={filter.of('type')} onChange={(event) => filter.set('type', event.target.value)}>
                    <option value="">All entries</option>
                    {entryTypeValues.map((one) => (
                        <option key={one} value={one}>
                            {WORDS[one]}
                        </option>
                    ))}
                </Select>
                <Days filter={filter} />
                <div className="col-span-2 flex flex-wrap gap-2 sm:col-span-3 lg:col-span-1">
                    <Save
                        name="statement"
                        as={{
                            csv: () => everythingAsCsv(asked, account),
                            json: () => everything((page) => statementPage({ ...asked, ...page }, account)),
                        }}
                    />
                </div>
            </div>
            <Listing
                query={query}
                empty={
                    <NothingFound filter={filter} title="No entries match">
                        <Empty title="No entries yet">{account === undefined && 'Your first message will be here.'}</Empty>
                    </NothingFound>
                }
            >
                {(rows) => (
                    <>
                        <Totals totals={query.data?.pages[0]?.totals} />
                        <EntryTable rows={rows} own={account === undefined} />
                    </>
                )}
            </Listing>
        </>
    );
}

function Totals({ totals }: { totals: Schema<'StatementTotals'> | undefined }) {
    if (!totals) {
        return null;
    }
    const parts: [string, number][] = [
        ['Before', totals.opening_balance],
        ['Granted', totals.granted],
        ['Revoked', 0 - totals.revoked],
        ['Spent', 0 - totals.debited],
        ['After', totals.closing_balance],
    ];
    return (
        <dl className="mb-4 grid grid-cols-2 gap-x-6 gap-y-2 rounded-xl border bg-surface px-4 py-3 text-sm sm:flex sm:flex-wrap sm:justify-between">
            {parts.map(([name, value], place) => (
                <div key={name}>
                    <dt className="text-muted">{name}</dt>
                    <dd className="font-medium">{place === 0 || place === 4 || value === 0 ? count(value) : signed(value)}</dd>
                </div>
            ))}
        </dl>
    );
}

/** @param own whether its messages are there to be looked at */
export function EntryTable({ rows, own = true }: { rows: Entry[]; own?: boolean }) {
    return (
        <div className="overflow-hidden rounded-xl border bg-surface">
            <table className="w-full text-sm">
                <thead className="border-b bg-sunken text-left whitespace-nowrap text-muted">
                    <tr>
                        <th scope="col" className="px-4 py-2.5 font-medium">
                            Entry
                        </th>
                        <th scope="col" className="px-3 py-2.5 text-right font-medium max-sm:hidden">
                            Held after it
                        </th>
                        <th scope="col" className="px-3 py-2.5 text-right font-medium">
                            Tokens
                        </th>
                        <th scope="col" className="px-4 py-2.5 text-right font-medium">
                            Balance
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((entry) => (
                        <EntryRow key={entry.position} entry={entry} own={own} />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function EntryRow({ entry, own }: { entry: Entry; own: boolean }) {
    const why = reason(entry);
    return (
        <tr className="border-b last:border-0">
            <td className="px-4 py-2.5">
                <span className={entry.change === 0 ? 'text-muted' : 'font-medium'}>{word(entry)}</span>
                {why && <span className="text-muted"> · {why}</span>}
                {entry.excerpt && (
                    <span className="text-muted">
                        {' · '}
                        {own && entry.conversation_id ? (
                            <Link to={placeOf(entry.conversation_id, entry.message_id)} className="underline decoration-line hover:text-ink">
                                {entry.excerpt}
                            </Link>
                        ) : (
                            entry.excerpt
                        )}
                    </span>
                )}
                <span className="block text-xs text-muted">
                    No. {count(entry.position)} · <Time at={entry.created_at} />
                    {entry.model && ` · ${entry.model}`}
                    {own && (
                        <>
                            {' · '}
                            <button
                                type="button"
                                aria-label={`Save the receipt of entry ${entry.position}`}
                                className="min-h-6 underline hover:text-ink pointer-coarse:min-h-11"
                                onClick={() =>
                                    void saveReceipt(`entry-${entry.position}`, () =>
                                        api.GET('/api/tokens/history/{position}/receipt', {
                                            params: { path: { position: entry.position } },
                                            parseAs: 'text',
                                        }),
                                    )
                                }
                            >
                                receipt
                            </button>
                        </>
                    )}
                </span>
            </td>
            <td className="px-3 py-2.5 text-right text-muted max-sm:hidden">{count(entry.held)}</td>
            <td
                className={`px-3 py-2.5 text-right whitespace-nowrap ${entry.change > 0 ? 'text-success' : entry.change === 0 ? 'text-muted' : ''}`}
            >
                {entry.change === 0 ? `(${count(entry.amount)})` : signed(entry.change)}
            </td>
            <td className="px-4 py-2.5 text-right font-medium whitespace-nowrap">{count(entry.balance)}</td>
        </tr>
    );
}

/** As the server writes it, so that its cells are safe for spreadsheets; `Link` leads to what is older (RFC 8288). */
async function everythingAsCsv(filter: StatementFilter, account?: string): Promise<string> {
    let all = '';
    let before: string | undefined;
    do {
        const query = { ...filter, format: 'csv' as const, before };
        const { data: text = '', response } = await accepted(
            account === undefined
                ? api.GET('/api/tokens/history', { params: { query }, parseAs: 'text' })
                : api.GET('/api/admin/users/{id}/statement', { params: { path: { id: account }, query }, parseAs: 'text' }),
        );
        all += all === '' ? text : text.slice(text.indexOf('\n') + 1);
        const [, next = ''] = /<([^>]+)>/.exec(response.headers.get('Link') ?? '') ?? [];
        before = new URL(next, location.origin).searchParams.get('before') ?? undefined;
    } while (before);
    return all;
}
