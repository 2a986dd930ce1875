import type { ReactNode } from 'react';
import type { UseInfiniteQueryResult, UseQueryResult } from '@tanstack/react-query';
import { asProblem } from '../api/problem';
import { Button } from './button';
import { Notice } from './notice';

/** What a list is while it is not there yet. */
export function Skeleton({ rows = 5 }: { rows?: number }) {
    return (
        <div role="img" aria-label="Loading" className="flex flex-col gap-3 py-3">
            {Array.from({ length: rows }, (_, row) => (
                <div key={row} className="skeleton h-9" />
            ))}
        </div>
    );
}

/** @param retry if it is not tried again by itself; what is forbidden stays so */
export function Failed({ thrown, retry }: { thrown: unknown; retry?: () => void }) {
    const { code, message } = asProblem(thrown);
    return (
        <Notice kind="danger" action={retry && code !== 'FORBIDDEN' && <Button onClick={retry}>Try again</Button>}>
            {message}
        </Notice>
    );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
    return (
        <div className="rounded-xl border border-dashed px-6 py-10 text-center">
            <p className="font-medium">{title}</p>
            {children && <div className="mt-1 text-sm text-muted">{children}</div>}
        </div>
    );
}

/** One thing that is asked for: its skeleton, its failure with a way to try again, or itself. */
export function Loaded<Data>({
    query,
    rows,
    children,
}: {
    query: UseQueryResult<Data>;
    rows?: number;
    children: (data: Data) => ReactNode;
}) {
    if (query.data !== undefined) {
        return children(query.data);
    }
    return query.isError ? <Failed thrown={query.error} retry={() => void query.refetch()} /> : <Skeleton rows={rows} />;
}

interface Paged<Row> {
    pages: { results: Row[]; next: string | null }[];
}

/** A list by pages, with more on request. */
export function Listing<Row>({
    query,
    empty,
    more = true,
    children,
}: {
    query: UseInfiniteQueryResult<Paged<Row>>;
    empty: ReactNode;
    more?: boolean;
    children: (rows: Row[]) => ReactNode;
}) {
    return (
        <Loaded query={query as UseQueryResult<Paged<Row>>}>
            {(data) => {
                const rows = data.pages.flatMap((page) => page.results);
                return rows.length === 0 && !query.hasNextPage ? (
                    empty
                ) : (
                    <>
                        {children(rows)}
                        {query.isFetchNextPageError && (
                            <div className="mt-3">
                                <Failed thrown={query.error} retry={() => void query.fetchNextPage()} />
                            </div>
                        )}
                        {more && query.hasNextPage && !query.isFetchNextPageError && (
                            <div className="mt-4 text-center">
                                <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                                    More
                                </Button>
                            </div>
                        )}
                    </>
                );
            }}
        </Loaded>
    );
}
