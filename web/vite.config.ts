import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vitest/config';

const OUT = 'target/classes/page';

/** Beside each file what the gateway sends to those who take it compressed. */
const compressed = {
    name: 'compressed',
    apply: 'build' as const,
    closeBundle() {
        for (const file of readdirSync(OUT, { recursive: true, encoding: 'utf8' })) {
            if (/\.(js|css|html)$/.test(file)) {
                const content = readFileSync(`${OUT}/${file}`);
                writeFileSync(`${OUT}/${file}.gz`, gzipSync(content, { level: 9 }));
                writeFileSync(
                    `${OUT}/${file}.br`,
                    brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
                );
            }
        }
    },
};

export default defineConfig({
    plugins: [react(), tailwindcss(), compressed],
    // What `npm run generate` makes of the document.
    resolve: { alias: { '#schema': resolve('target/api/schema.ts') } },
    build: {
        outDir: OUT,
        emptyOutDir: true,
        // Browsers that know light-dark() and <dialog>.
        target: ['chrome123', 'firefox120', 'safari17.5'],
        // The policy allows images in `data:`, but no styles or scripts there.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
    },
    server: {
        // `npm run dev`, beside a system that runs.
        proxy: { '/api': 'http://127.0.0.1:8000', '/v1': 'http://127.0.0.1:8000' },
    },
    test: {
        environment: 'happy-dom',
        include: ['src/**/*.test.{ts,tsx}'],
    },
});
