import { skipToken, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import { count, counted, wholeOf } from '../text/format';
import { Button } from '../ui/button';
import { Typed, useFilter } from '../ui/filter';
import { Loaded } from '../ui/listing';
import { Notice } from '../ui/notice';
import { Card, Page } from '../ui/page';

/** Whether all that was granted is accounted for. */
export function TrialBalance() {
    const filter = useFilter();
    const typed = filter.of('position');
    const position = wholeOf(typed);
    const wrong = typed !== '' && (position === null || position < 0);
    const query = useQuery({
        queryKey: ['trial-balance', position],
        queryFn: wrong
            ? skipToken
            : () => answerOf(api.GET('/api/audit/trial-balance', { params: { query: position === null ? {} : { position } } })),
    });
    return (
        <Page
            title="Trial balance"
            lead="What was granted, minus what was revoked and spent, must equal what the accounts have."
            actions={
                <Button busy={query.isFetching} onClick={() => void query.refetch()}>
                    Add up again
                </Button>
            }
        >
            <div className="mb-4 max-w-60">
                <Typed
                    filter={filter}
                    name="position"
                    label="As of entry"
                    kind="number"
                    placeholder="The newest"
                    error={wrong ? 'A whole number, 0 or more.' : undefined}
                />
            </div>
            {!wrong && <Loaded query={query}>
                {(sums) => (
                    <>
                        <Notice kind={sums.balanced ? 'success' : 'danger'}>
                            <strong>{sums.balanced ? 'The sums agree.' : 'The sums do not agree.'}</strong> As of entry{' '}
                            {count(sums.position)} of the order, over {counted(sums.accounts, 'account')}.
                        </Notice>
                        <div className="mt-4 grid gap-3 md:grid-cols-2">
                            <Side
                                title="By the events"
                                rows={[
                                    ['Granted', sums.granted],
                                    ['Revoked', 0 - sums.revoked],
                                    ['Spent on messages', 0 - sums.debited],
                                ]}
                                sum={sums.granted - sums.revoked - sums.debited}
                            />
                            <Side
                                title="In the accounts"
                                rows={[
                                    ['Available', sums.available],
                                    ['Held for messages', sums.held],
                                ]}
                                sum={sums.available + sums.held}
                            />
                        </div>
                    </>
                )}
            </Loaded>}
        </Page>
    );
}

function Side({ title, rows, sum }: { title: string; rows: [string, number][]; sum: number }) {
    return (
        <Card>
            <h2 className="font-semibold">{title}</h2>
            <dl className="mt-3 text-sm">
                {rows.map(([name, value]) => (
                    <div key={name} className="flex justify-between gap-4 py-1.5">
                        <dt className="text-muted">{name}</dt>
                        <dd>{count(value)}</dd>
                    </div>
                ))}
                <div className="mt-2 flex justify-between gap-4 border-t pt-3 text-base font-semibold">
                    <dt>Sum</dt>
                    <dd>{count(sum)}</dd>
                </div>
            </dl>
        </Card>
    );
}
