import { statSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import {
    enter,
    enterAsAdmin,
    expect,
    expectAccessible,
    expectKeyboardAlone,
    expectNoSidewaysScrolling,
    openAccount,
    send,
    signUp,
    test,
} from './people';

/** Compressed, until somebody who is signed in can chat. */
const MOST_SCRIPT_BYTES = 180 * 1024;
const MOST_PICTURE_BYTES = 150 * 1024;
test('the page comes with the headers that keep it safe, and is never old', async ({ request }) => {
    for (const path of ['/', '/c/0199a3c4-1f5f-7d10-b1c2-7788aa99bb00', '/admin/accounts']) {
        const headers = (await request.get(path, { headers: { Accept: 'text/html' } })).headers();
        expect(headers).toMatchObject({
            'content-security-policy':
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
                "connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'",
            'x-content-type-options': 'nosniff',
            'referrer-policy': 'no-referrer',
            'cross-origin-opener-policy': 'same-origin',
            'cache-control': 'no-cache',
        });
        // Nothing is allowed to anybody.
        expect(headers['permissions-policy']).toMatch(/^([a-z-]+=\(\)(, |$))+/);
    }
    const [script] = /\/assets\/[^"]+\.js/.exec(await (await request.get('/', { headers: { Accept: 'text/html' } })).text())!;
    const headers = (await request.get(script, { headers: { 'Accept-Encoding': 'br' } })).headers();
    expect(headers['cache-control']).toMatch(/max-age=31536000.*immutable/);
    expect(headers['content-encoding']).toBe('br');
});

test('a stranger’s screens are accessible and fit', async ({ page }) => {
    for (const path of ['/sign-in', '/sign-up', '/forgotten-password']) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(page);
        await expectNoSidewaysScrolling(page);
        await expectKeyboardAlone(page);
    }
});

test('a user’s screens are accessible and fit', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await expectAccessible(page);
    await send(page, '# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n\n```python\nprint("x") # y\n```\n\n`code` [link](https://example.org)');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await expect(page.locator('.hljs-comment')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await expectKeyboardAlone(page);
    await page.getByRole('link', { name: 'Archive' }).click();
    await expectFine(page, 'Archive');
    await page.goto('/search?q=title');
    await expect(page.getByRole('list', { name: 'Found' })).toContainText('Title');
    await expectFine(page, 'Search');
});

test('the screens of an account are accessible and fit', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/', {}, ({ call }) => call('POST', '/api/chat', { message: 'Hello' }));
    await page.getByTitle('Your balance').click();
    for (const name of ['Balance', 'Statement', 'Use', 'API keys', 'Sessions', 'Profile']) {
        await page.getByRole('link', { name, exact: true }).click();
        await expectFine(page, name);
    }
    await page.goto('/account/receipt');
    await expectFine(page, 'Verify a receipt');
    await page.goto('/account/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('a laptop');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByRole('dialog')).toContainText('sk-');
    await expectAccessible(page);
});

for (const [place, screens] of [
    ['/admin', { Administration: 'Overview', Accounts: 'Accounts', Acts: 'Acts' }],
    ['/audit', { Audit: 'Trial balance', Events: 'Events', Replays: 'Replays', Log: 'Log' }],
    ['/ops', { Operation: 'Read models', 'Open holds': 'Open holds', Models: 'Models', Health: 'Health' }],
] as const) {
    test(`the screens of ${place} are accessible and fit`, async ({ page, baseURL }) => {
        await enterAsAdmin(page, baseURL!, place);
        for (const [name, heading] of Object.entries(screens)) {
            await page.getByRole('link', { name, exact: true }).click();
            await expectFine(page, heading);
        }
    });
}

test('an account’s screens for administrators are accessible and fit', async ({ page, baseURL, admin }) => {
    const { id, username, call } = await openAccount(page, baseURL!);
    await call('POST', '/api/chat', { message: 'Hello' });
    await admin.call('POST', `/api/admin/users/${id}/tokens`, { amount: 5, reason: 'a test' });
    await page.context().clearCookies();
    await enterAsAdmin(page, baseURL!, `/admin/users/${id}`);
    for (const name of ['Overview', 'Statement', 'Chats', 'Acts']) {
        await page.getByRole('navigation', { name: username }).getByRole('link', { name }).click();
        await expectFine(page, username);
    }
    await page.getByRole('button', { name: 'Grant tokens' }).click();
    await expectAccessible(page);
});

async function expectFine(page: Page, heading: string): Promise<void> {
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.getByLabel('Loading')).toHaveCount(0);
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await expectKeyboardAlone(page);
}

test('nothing moves for who does not want it', async ({ page, baseURL }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await enter(page, baseURL!, '/account/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const moving = await page.evaluate(() =>
        document.getAnimations().filter((one) => Number(one.effect?.getComputedTiming().duration) > 1).length,
    );
    expect(moving).toBe(0);
    expect(await page.getByRole('dialog').evaluate((dialog) => getComputedStyle(dialog).animationDuration)).toBe('1e-05s');
});

test('what is loaded until one can chat is small', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await page.waitForLoadState('networkidle');
    const scripts = new Map<string, number>();
    page.on('response', async (response) => {
        if (response.url().startsWith(`${baseURL}/assets/`) && response.url().endsWith('.js')) {
            scripts.set(response.url(), brotliCompressSync(await response.body()).length);
        }
    });
    await page.reload();
    await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
    await page.waitForLoadState('networkidle');
    const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
    console.log(`${scripts.size} scripts, ${Math.round(bytes / 1024)} KB compressed`);
    expect(scripts.size).toBeGreaterThan(2);
    expect(bytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
});

test('the pictures of the README', async ({ page }) => {
    const folder = process.env.PICTURES ?? 'target/pictures';
    const shoot = async (name: string) => {
        await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled', caret: 'hide' });
        expect(statSync(`${folder}/${name}.png`).size).toBeLessThan(MOST_PICTURE_BYTES);
    };
    await page.setViewportSize({ width: 1100, height: 680 });
    await signUp(page, `ada-${Math.random().toString(36).slice(2, 6)}`);
    await page.getByRole('button', { name: 'What is this?' }).click();
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await send(page, 'What does a message cost?');
    await expect(page.getByTitle('Your balance')).toHaveText('3,800 tokens');
    await shoot('page-chat');
    await page.getByTitle('Your balance').click();
    await page.getByRole('link', { name: 'Statement', exact: true }).click();
    await expect(page.getByRole('row', { name: /Welcome tokens/ })).toBeVisible();
    await shoot('page-statement');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 360, height: 680 });
    await page.getByRole('link', { name: 'New chat' }).first().click();
    await expect(page.getByRole('heading', { name: 'What do you want to know?' })).toBeVisible();
    await shoot('page-telephone');
});
