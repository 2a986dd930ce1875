export type Cell = string | number | null;

/** RFC 4180. A text that a spreadsheet would take for a formula is prefixed with a `'`, as the server does it. */
export function csv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
    return [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: Cell): string {
    if (value === null) {
        return '';
    }
    const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
