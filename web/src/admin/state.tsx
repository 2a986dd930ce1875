import type { Schema } from '../api/client';

/** What is not as usual with an account. */
export function State({ account }: { account: Pick<Schema<'Account'>, 'suspended' | 'closed'> }) {
    if (!account.suspended && !account.closed) {
        return null;
    }
    return (
        <span className="ml-2 rounded-full bg-danger-soft px-2 py-0.5 text-xs text-danger">
            {account.closed ? 'closed' : 'suspended'}
        </span>
    );
}
