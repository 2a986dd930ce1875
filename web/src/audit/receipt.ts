/**
 * Whether a receipt is good: a proof that an event is in the log (C2SP tlog-proof), with the event and a checkpoint that the
 * log has signed. Needs the key of the log and nothing else.
 */
export interface Receipt {
    /** Of the event in the log, from 1. */
    position: bigint;
    /** How many events the log had when it signed this. */
    size: bigint;
    origin: string;
    /** The event as it is in the log, a JSON object. */
    leaf: string;
}

const PROOF =
    /^c2sp\.org\/tlog-proof@v1\nextra ([A-Za-z0-9+/=]+)\nindex (0|[1-9]\d{0,17})\n((?:[A-Za-z0-9+/=]{44}\n)*)\n([^]*)$/;
const NOTE = /^(([^\n]+)\n(0|[1-9]\d{0,17})\n([A-Za-z0-9+/=]{44})\n(?:[^\n]+\n)*)\n((?:\u2014 [^\n ]+ [A-Za-z0-9+/=]+\n)+)$/;
const KEY = /^([^\n +]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})\n?$/;
const ED25519 = 1;
const ID_BYTES = 4;
const HASH_BYTES = 32;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Reads a receipt and checks every byte of it.
 *
 * @param key of the log, in the form of C2SP signed-note
 * @returns null if it is not one, or not of this log, or anything in it was changed
 */
export async function verified(file: Bytes, key: string): Promise<Receipt | null> {
    try {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
        const [, extra = '', index = '', hashes = '', note = ''] = PROOF.exec(text) ?? [];
        const [, signed = '', origin = '', size = '', root = '', signatures = ''] = NOTE.exec(note) ?? [];
        if (!(await isSigned(signed, origin, signatures, key))) {
            return null;
        }
        const leaf = bytesOf(extra);
        const proof = hashes.split('\n').slice(0, -1).map(bytesOf);
        const proven = await includes(await hash(Uint8Array.of(0), leaf), BigInt(index), BigInt(size), proof, bytesOf(root));
        return proven
            ? { position: BigInt(index) + 1n, size: BigInt(size), origin, leaf: new TextDecoder().decode(leaf) }
            : null;
    } catch {
        // Not UTF-8, no base64, or no number: no receipt.
        return null;
    }
}

/** By the log itself; witnesses may have signed it, too. */
async function isSigned(signed: string, origin: string, signatures: string, key: string): Promise<boolean> {
    const [, name, id = '', encoded = ''] = KEY.exec(key) ?? [];
    const typed = bytesOf(encoded);
    const expected = (await hash(new TextEncoder().encode(`${origin}\n`), typed)).slice(0, ID_BYTES);
    if (origin === '' || name !== origin || typed[0] !== ED25519 || hex(expected) !== id) {
        return false;
    }
    const publicKey = await crypto.subtle.importKey('raw', typed.slice(1), 'Ed25519', false, ['verify']);
    const bytes = new TextEncoder().encode(signed);
    for (const line of signatures.split('\n').slice(0, -1)) {
        const [, who, encodedSignature = ''] = line.split(' ');
        const signature = bytesOf(encodedSignature);
        if (
            who === origin &&
            hex(signature.slice(0, ID_BYTES)) === id &&
            (await crypto.subtle.verify('Ed25519', publicKey, signature.slice(ID_BYTES), bytes))
        ) {
            return true;
        }
    }
    return false;
}

/** RFC 9162, section 2.1.3.2, for the trees of RFC 6962. */
async function includes(leaf: Bytes, index: bigint, size: bigint, proof: Bytes[], root: Bytes): Promise<boolean> {
    if (index >= size || [root, ...proof].some((one) => one.length !== HASH_BYTES)) {
        return false;
    }
    let node = index;
    let last = size - 1n;
    let sum = leaf;
    for (const sibling of proof) {
        if (last === 0n) {
            return false;
        }
        if ((node & 1n) === 1n || node === last) {
            sum = await hash(Uint8Array.of(1), sibling, sum);
            while ((node & 1n) === 0n && node !== 0n) {
                node >>= 1n;
                last >>= 1n;
            }
        } else {
            sum = await hash(Uint8Array.of(1), sum, sibling);
        }
        node >>= 1n;
        last >>= 1n;
    }
    return last === 0n && hex(sum) === hex(root);
}

async function hash(...parts: Bytes[]): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
}

/** @throws Error if it is not the one way to write these bytes */
function bytesOf(base64: string): Bytes {
    const binary = atob(base64);
    if (btoa(binary) !== base64) {
        throw new Error('not canonical');
    }
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function hex(bytes: Bytes): string {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
