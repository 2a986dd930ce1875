import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client';
import { count, counted } from '../text/format';
import { Button } from '../ui/button';
import { Loaded } from '../ui/listing';
import { Notice } from '../ui/notice';
import { Card, Page } from '../ui/page';

/** Whether all that was granted is accounted for. */
export function TrialBalance() {
    const query = useQuery({
        queryKey: ['trial-balance'],
        queryFn: () => answerOf(api.GET('/api/audit/trial-balance')),
    });
    return (
        <Page
            title="Trial balance"
            lead="The sum of all accounts: what was granted, and what became of it."
            actions={
                <Button busy={query.isFetching} onClick={() => void query.refetch()}>
                    Add up again
                </Button>
            }
        >
            <Loaded query={query}>
                {(sums) => (
                    <>
                        <Notice kind={sums.balanced ? 'success' : 'danger'}>
                            <strong>{sums.balanced ? 'The sums agree.' : 'The sums do not agree.'}</strong> As of entry{' '}
                            {count(sums.position)} of the order, over {counted(sums.accounts, 'account')}.
                        </Notice>
                        <div className="mt-4 grid gap-3 md:grid-cols-2">
                            <Side
                                title="Came in, less what went out"
                                rows={[
                                    ['Granted', sums.granted],
                                    ['Revoked', 0 - sums.revoked],
                                    ['Spent on messages', 0 - sums.debited],
                                ]}
                                sum={sums.granted - sums.revoked - sums.debited}
                            />
                            <Side
                                title="Is there"
                                rows={[
                                    ['Available', sums.available],
                                    ['Held for messages', sums.held],
                                ]}
                                sum={sums.available + sums.held}
                            />
                        </div>
                    </>
                )}
            </Loaded>
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
