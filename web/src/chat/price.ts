import type { Schema } from '../api/client';
import { count } from '../text/format';

/** What a message costs, if it costs the same whatever is said; null if it depends. */
export function flatPrice(model: Schema<'Model'> | undefined): number | null {
    const amount = /^(\d+) a message$/.exec(model?.price ?? '')?.[1];
    return amount === undefined ? null : Number(amount);
}

/** In words, for people who choose. */
export function priceInWords(model: Schema<'Model'>): string {
    const flat = flatPrice(model);
    return flat === null ? (model.price ?? '') : `${count(flat)} tokens a message`;
}
