import { AxeBuilder } from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';

export { expect };

export const ADMIN = { username: 'admin', password: process.env.ADMIN_PASSWORD ?? '' };

/** Whatever a page does that it must not: break its policy, throw, or run what somebody has written. */
export const test = base.extend<{ faults: string[] }>({
    faults: [
        async ({ page }, use) => {
            const faults: string[] = [];
            await page.exposeFunction('attack', () => faults.push('an attack ran'));
            await page.exposeFunction('violated', (what: string) => faults.push(`policy: ${what}`));
            await page.addInitScript(() => {
                if (localStorage.getItem('chatledger.model') === null) {
                    localStorage.setItem('chatledger.model', 'demo');
                }
                document.addEventListener('securitypolicyviolation', (event) => {
                    void (window as unknown as { violated: (what: string) => void }).violated(
                        `${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
                    );
                });
            });
            page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
            page.on('dialog', (dialog) => {
                faults.push(`dialog: ${dialog.message()}`);
                void dialog.dismiss();
            });
            await use(faults);
            expect(faults).toEqual([]);
        },
        { auto: true },
    ],
});

export function newName(): string {
    return `user-${crypto.randomUUID().slice(0, 18)}`;
}

export const PASSWORD = 'correct horse';

/** Through the page, as a newcomer does it. */
export async function signUp(page: Page, username = newName()): Promise<string> {
    await page.goto('/sign-up');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Open the account' }).click();
    await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
    return username;
}

export async function signIn(page: Page, username: string, password: string): Promise<void> {
    await page.goto('/sign-in');
    await page.getByLabel('Username or email').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
}

export async function send(page: Page, message: string): Promise<void> {
    await page.getByLabel('Message', { exact: true }).fill(message);
    await page.keyboard.press('Enter');
}

/** The axe rules, all of them that it has by default, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const theme of ['light', 'dark'] as const) {
        // As the menu does it; the colours are there with the next frames.
        await page.evaluate((chosen) => {
            document.documentElement.dataset.theme = chosen;
            return new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        }, theme);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
            violations.map(({ id, nodes }) => `${theme} ${id}: ${nodes.map((node) => node.html).join(' | ')}`),
        ).toEqual([]);
    }
    await page.evaluate(() => delete document.documentElement.dataset.theme);
}
