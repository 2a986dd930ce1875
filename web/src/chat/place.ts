const NAME = 'message-';

/** Leads to one message of a conversation. */
export function placeOf(conversation: string, message: string | null): string {
    return `/c/${conversation}${message ? `#${NAME}${message}` : ''}`;
}

/** Of the element that shows it. */
export function elementOf(message: string): string {
    return NAME + message;
}

/** The message that the address leads to. */
export function messageAt(hash: string): string | null {
    return hash.startsWith(`#${NAME}`) ? hash.slice(NAME.length + 1) : null;
}
