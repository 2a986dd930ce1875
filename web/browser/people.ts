import axe from 'axe-core';
import { test as base, expect, type APIRequestContext, type APIResponse, type Locator, type Page } from '@playwright/test';

export { expect };

export const ADMIN = { username: 'admin', password: process.env.ADMIN_PASSWORD ?? '' };

/** Whatever a page does that it must not: break its policy, throw, or run what somebody has written. */
export const test = base.extend<{ faults: string[] }, { admin: Person }>({
    admin: [
        async ({ playwright }, use, { project }) => {
            const request = await playwright.request.newContext({ baseURL: project.use.baseURL });
            await use(await opened(request, '/api/login', ADMIN));
            await request.dispose();
        },
        { scope: 'worker' },
    ],
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

/** Somebody who calls the API, beside the page. */
export interface Person {
    id: string;
    username: string;
    call: <Answer = unknown>(method: string, path: string, body?: unknown) => Promise<Answer>;
}

async function opened(request: APIRequestContext, path: string, data: object, headers = {}): Promise<Person> {
    const { access } = (await answerOf(await request.post(path, { data, headers }))) as { access: string };
    const call: Person['call'] = async <Answer>(method: string, where: string, body?: unknown) =>
        (await answerOf(
            await request.fetch(where, { method, data: body, headers: { Authorization: `Bearer ${access}` } }),
        )) as Answer;
    return { ...(await call<{ id: string; username: string }>('GET', '/api/user/profile')), call };
}

async function answerOf(response: APIResponse): Promise<unknown> {
    const text = await response.text();
    expect(response.ok(), `${response.url()}: ${text}`).toBe(true);
    return text === '' ? undefined : JSON.parse(text);
}

/**
 * Opens an account by the API, and the page in its session: for tests that are about something else.
 *
 * @param before what to do before the page is opened, so that it need not be loaded again
 */
export async function enter(
    page: Page,
    baseURL: string,
    path = '/',
    more: object = {},
    before: (person: Person) => Promise<unknown> = () => Promise.resolve(),
): Promise<Person> {
    const person = await openAccount(page, baseURL, more);
    await before(person);
    await arrive(page, path);
    return person;
}

/** By the API; whoever opens the page next is in its session. */
export async function openAccount(page: Page, baseURL: string, more: object = {}): Promise<Person> {
    return opened(
        page.request,
        '/api/register',
        { username: newName(), password: PASSWORD, ...more },
        { 'X-Chatledger-Session': 'cookie', Origin: baseURL },
    );
}

/** Opens the page in a session of the administrator's own. */
export async function enterAsAdmin(page: Page, baseURL: string, path: string): Promise<void> {
    await opened(page.request, '/api/login', ADMIN, { 'X-Chatledger-Session': 'cookie', Origin: baseURL });
    await arrive(page, path);
}

export async function arrive(page: Page, path: string): Promise<void> {
    // Once: who signs out later stays signed out.
    await page.addInitScript(() => {
        if (localStorage.getItem('arrived') === null) {
            localStorage.setItem('arrived', 'yes');
            localStorage.setItem('chatledger.session', 'cookie');
        }
    });
    await page.goto(path);
    // The frame comes first, its screen after it.
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
}

/** Through the page, as a newcomer does it. */
export async function signUp(page: Page, username = newName()): Promise<string> {
    await page.goto('/sign-up');
    await page.getByLabel('Username').fill(username);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Open the account' }).click();
    await expect(messageBox(page)).toBeVisible();
    return username;
}

export async function signIn(page: Page, username: string, password: string): Promise<void> {
    await page.goto('/sign-in');
    await page.getByLabel('Username or email').fill(username);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(messageBox(page)).toBeVisible();
}

export function messageBox(page: Page): Locator {
    return page.getByLabel('Message', { exact: true });
}

/** What was saved by the page, as a text. */
export async function savedBy(page: Page, act: () => Promise<unknown>): Promise<string> {
    const saved = page.waitForEvent('download');
    await act();
    return Buffer.concat(await (await (await saved).createReadStream()).toArray()).toString();
}

/** What the page says happened. */
export function told(page: Page, text: string): Locator {
    return page.getByRole('list', { name: 'Notifications' }).getByRole('listitem').filter({ hasText: text });
}

export async function send(page: Page, message: string): Promise<void> {
    await messageBox(page).fill(message);
    await page.keyboard.press('Enter');
}

/** All rules that axe has by default, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const theme of ['light', 'dark'] as const) {
        // As the menu does it; the colours are there with the next frames.
        await page.evaluate((chosen) => {
            document.documentElement.dataset.theme = chosen;
            return new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        }, theme);
        await page.waitForFunction(() => !document.getAnimations().some((one) => one instanceof CSSTransition));
        expect((await violationsOf(page)).map((violation) => `${theme} ${violation}`)).toEqual([]);
    }
    await page.evaluate(() => delete document.documentElement.dataset.theme);
}

/** Axe is put into the page once, and stays while people go from screen to screen. */
async function violationsOf(page: Page): Promise<string[]> {
    if (!(await page.evaluate(() => 'axe' in window))) {
        await page.evaluate(axe.source);
    }
    return page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
    });
}

/** Whatever is pressed is high enough for a finger (WCAG 2.5.5); links within a text are not. */
export async function expectTouchable(page: Page): Promise<void> {
    const small = await page.evaluate(() => {
        const within = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
        const all = within.querySelectorAll<HTMLElement>(
            'button, select, summary, input, textarea, nav a, [role=menuitem], [role=menuitemradio]',
        );
        return [...all]
            .filter((one) => one.checkVisibility({ visibilityProperty: true }))
            .map((one) => ({ one, box: (one.matches('[type=checkbox]') ? one.closest('label')! : one).getBoundingClientRect() }))
            .filter(({ box }) => box.width > 1 && box.height < 44)
            .map(({ one, box }) => `${box.height} px: ${one.outerHTML.slice(0, 160)}`);
    });
    expect(small).toEqual([]);
}

const WIDTHS = [1280, 360];

export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
    for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        // Where the menu, the head and the content scroll for themselves.
        expect(await page.evaluate(() => document.querySelector('main')!.scrollWidth - document.querySelector('main')!.clientWidth)).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
}

/** Every control is reached with Tab alone, and looks different while it has the focus. */
export async function expectKeyboardAlone(page: Page): Promise<void> {
    // Colours that change slowly would look the same at first.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const controls = await page.evaluate(async () => {
        const look = (control: Element) => {
            let looks = '';
            // A control may leave it to what surrounds it.
            for (let at: Element | null = control, up = 0; at && up < 3; at = at.parentElement, up++) {
                const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(at);
                looks += [outline, boxShadow, borderColor, backgroundColor].join();
            }
            return looks;
        };
        // What has just got or lost the focus looks as before until the next frames.
        const drawn = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
        (document.activeElement as HTMLElement).blur();
        await drawn();
        const within = document.querySelector('dialog[open]') ?? document.body;
        const all = within.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary');
        const left = new Map(
            [...all]
                .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled') && one.tabIndex >= 0)
                .map((one) => [one as Element, look(one)]),
        );
        Object.assign(window, {
            leftWithoutFocus: async () => {
                await drawn();
                const focused = document.activeElement!;
                if (left.has(focused) && left.get(focused) !== look(focused)) {
                    left.delete(focused);
                }
                return [...left.keys()].map((one) => one.outerHTML.slice(0, 120));
            },
        });
        return left.size;
    });
    let left: string[] = [];
    // Dates have several stops each; and it may have begun in the middle.
    for (let press = 0; press < 4 * controls + 10; press++) {
        await page.keyboard.press('Tab');
        left = await page.evaluate(() => (window as unknown as { leftWithoutFocus: () => Promise<string[]> }).leftWithoutFocus());
        if (left.length === 0) {
            break;
        }
    }
    await page.emulateMedia({ reducedMotion: null });
    expect(controls).toBeGreaterThan(0);
    expect(left).toEqual([]);
}
