const BEFORE_CHARACTERS = 60;
const AFTER_CHARACTERS = 140;

/** The words where they are first in the text, if they are, between some of what is around them. */
export function around(text: string, words: string): [before: string, hit: string, after: string] {
    const line = text.replace(/\s+/g, ' ');
    const at = line.toLowerCase().indexOf(words.toLowerCase());
    const start = Math.max(0, at);
    const end = at < 0 ? 0 : at + words.length;
    const from = Math.max(0, start - BEFORE_CHARACTERS);
    const to = end + AFTER_CHARACTERS;
    return [
        (from > 0 ? '…' : '') + line.slice(from, start),
        line.slice(start, end),
        line.slice(end, to) + (to < line.length ? '…' : ''),
    ];
}
