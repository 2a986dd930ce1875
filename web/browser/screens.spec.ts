import { statSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { ADMIN, expect, expectAccessible, send, signIn, signUp, test } from './people';

/** Compressed, until somebody who is signed in can chat. */
const MOST_SCRIPT_BYTES = 180 * 1024;
const MOST_PICTURE_BYTES = 150 * 1024;
const WIDTHS = [1280, 360];

async function expectNoSidewaysScrolling(page: import('@playwright/test').Page): Promise<void> {
    for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
}

test('a stranger’s screens are accessible and fit', async ({ page }) => {
    for (const path of ['/sign-in', '/sign-up', '/forgotten-password']) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expectAccessible(page);
        await expectNoSidewaysScrolling(page);
    }
});

test('a user’s screens are accessible and fit', async ({ page }) => {
    await signUp(page);
    await expectAccessible(page);
    await send(page, '# Title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n\n```python\nprint("x") # y\n```\n\n`code` [link](https://example.org)');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await expect(page.locator('.hljs-comment')).toBeVisible();
    await expectAccessible(page);
    await expectNoSidewaysScrolling(page);
    await page.getByTitle('Your balance').click();
    for (const name of ['Balance', 'Statement', 'API keys', 'Sessions', 'Profile']) {
        await page.getByRole('link', { name, exact: true }).click();
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
        await expect(page.getByLabel('Loading')).toHaveCount(0);
        await expectAccessible(page);
        await expectNoSidewaysScrolling(page);
    }
    await page.getByRole('link', { name: 'API keys' }).click();
    await page.getByRole('button', { name: 'Create a key' }).click();
    await page.getByLabel('Name').fill('a laptop');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByRole('dialog')).toContainText('sk-');
    await expectAccessible(page);
});

test('an administrator’s, an auditor’s and an operator’s screens are accessible and fit', async ({ page }) => {
    await signIn(page, ADMIN.username, ADMIN.password);
    for (const [name, heading] of [
        ['Administration', 'Accounts'], ['Audit', 'Trial balance'], ['Events', 'Events'], ['Replays', 'Replays'],
        ['Operation', 'Read models'],
    ] as const) {
        await page.getByRole('link', { name, exact: true }).click();
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        await expect(page.getByLabel('Loading')).toHaveCount(0);
        await expectAccessible(page);
        await expectNoSidewaysScrolling(page);
    }
});

test('what is loaded until one can chat is small', async ({ page, baseURL }) => {
    await signUp(page);
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
