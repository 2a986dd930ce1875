// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { verified } from './receipt';

type Bytes = Uint8Array<ArrayBuffer>;
const ORIGIN = 'localhost/chatledger';
const utf8 = (text: string): Bytes => new TextEncoder().encode(text) as Bytes;
const base64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes));

async function hash(...parts: Bytes[]): Promise<Bytes> {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer()));
}

/** RFC 6962, section 2.1, as it is written there. */
async function tree(leaves: Bytes[]): Promise<Bytes> {
    if (leaves.length === 1) {
        return hash(Uint8Array.of(0), leaves[0]!);
    }
    const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
    return hash(Uint8Array.of(1), await tree(leaves.slice(0, half)), await tree(leaves.slice(half)));
}

async function path(index: number, leaves: Bytes[]): Promise<Bytes[]> {
    if (leaves.length === 1) {
        return [];
    }
    const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
    return index < half
        ? [...(await path(index, leaves.slice(0, half))), await tree(leaves.slice(half))]
        : [...(await path(index - half, leaves.slice(half))), await tree(leaves.slice(0, half))];
}

const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
const typed = Uint8Array.of(1, ...new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)));
const id = (await hash(utf8(`${ORIGIN}\n`), typed)).slice(0, 4);
const KEY = `${ORIGIN}+${Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')}+${base64(typed)}\n`;

async function receipt(index: number, size: number): Promise<string> {
    const leaves = Array.from({ length: size }, (_, at) => utf8(`{"sequence":"${at}"}`));
    const signed = `${ORIGIN}\n${size}\n${base64(await tree(leaves))}\n`;
    const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, utf8(signed)));
    const proof = (await path(index, leaves)).map((one) => `${base64(one)}\n`).join('');
    return `c2sp.org/tlog-proof@v1\nextra ${base64(leaves[index]!)}\nindex ${index}\n${proof}\n${signed}\n\u2014 ${ORIGIN} ${base64(Uint8Array.of(...id, ...signature))}\n`;
}

describe('a receipt', () => {
    test('of any event in a log of any size is good', async () => {
        for (const size of [1, 2, 3, 4, 5, 7, 8, 11]) {
            for (let index = 0; index < size; index++) {
                expect(await verified(utf8(await receipt(index, size)), KEY)).toEqual({
                    position: BigInt(index) + 1n,
                    size: BigInt(size),
                    origin: ORIGIN,
                    leaf: `{"sequence":"${index}"}`,
                });
            }
        }
    });

    test('is refused whichever of its bytes is changed or missing', async () => {
        const good = utf8(await receipt(5, 11));
        for (let at = 0; at < good.length; at++) {
            for (const bit of [1, 32, 128]) {
                const other = good.slice();
                other[at]! ^= bit;
                expect(await verified(other, KEY), `byte ${at}`).toBeNull();
            }
            expect(await verified(good.slice(0, at), KEY), `cut at ${at}`).toBeNull();
        }
    });

    test('may be signed by witnesses, too', async () => {
        const witnessed = `${await receipt(0, 3)}\u2014 witness.example ${base64(new Uint8Array(76))}\n`;
        expect(await verified(utf8(witnessed), KEY)).not.toBeNull();
    });

    test.each(['', 'x', KEY.replace('localhost', 'elsewhere'), `${ORIGIN}+00000000+${base64(typed)}`])(
        'is not good for the key %j',
        async (key) => expect(await verified(utf8(await receipt(0, 1)), key)).toBeNull(),
    );
});
