import type { Schema } from '../api/client';
import { count } from '../text/format';

type ModelActivity = Schema<'ModelActivity'>;

export function failed(row: ModelActivity): number {
    return Object.values(row.failures).reduce((sum, number) => sum + (number ?? 0), 0);
}

/** Of what kind, and how often: `3 × provider failed`. */
export function failures(row: ModelActivity): string {
    return Object.entries(row.failures)
        .map(([code, number]) => `${count(number ?? 0)} × ${code.toLowerCase().replaceAll('_', ' ')}`)
        .join(', ');
}
