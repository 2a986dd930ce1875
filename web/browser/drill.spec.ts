import { ADMIN, enter, enterAsAdmin, expect, messageBox, openAccount, signIn, told, test } from './people';

/* With more of everything than a test can make each time: see BrowserDrillTest. Only where DRILL is set. */

const MESSAGES = 1000;
const AT_ONCE = 8;

test('an administrator finds one of 100,000 accounts by a part of its name, and grants tokens', async ({ page, baseURL }) => {
    const { username } = await openAccount(page, baseURL!, { username: `haystack-needle-${Date.now()}` });
    await page.context().clearCookies();
    await signIn(page, ADMIN.username, ADMIN.password);
    await page.goto('/admin/accounts');
    const accounts = page.getByRole('list', { name: 'Accounts' }).getByRole('listitem');
    const search = page.getByRole('searchbox', { name: 'Search' });
    const found = async (typed: string, first: RegExp) => {
        const began = Date.now();
        await search.fill(typed);
        await expect(accounts.first()).toContainText(first);
        console.log(`found ${typed} after ${Date.now() - began} ms`);
    };
    await found('STACK-NEEDLE', /haystack-needle/);
    await expect(accounts).toHaveCount(1);
    await found('many-77777', /many-77777/);
    await found('-42', /many-42/);
    await page.getByRole('button', { name: 'More' }).click();
    await expect.poll(() => accounts.count()).toBeGreaterThan(50);
    await search.fill('');
    await page.getByLabel('Sorted by').selectOption('Balance');
    await page.getByLabel('Tokens from').fill('100000');
    await page.getByLabel('Tokens to').fill('100000');
    await expect(accounts).toHaveCount(1);
    await expect(accounts).toContainText('many-100000');
    await page.getByRole('button', { name: 'More' }).waitFor({ state: 'detached' });
    await page.goto(`/admin/accounts?q=${username.slice(4)}`);

    await accounts.getByRole('link').click();
    await page.getByRole('button', { name: 'Grant tokens' }).click();
    await page.getByLabel('Tokens', { exact: true }).fill('250');
    await page.getByLabel('Reason').fill('Found in the haystack');
    await page.getByRole('button', { name: 'Grant 250 tokens' }).dblclick();

    await expect(told(page, 'Granted 250 tokens.')).toBeVisible();
    await expect(page.getByText('2,000,250 tokens')).toBeVisible();
});

test('a real conversation of 1,000 messages is read from its end to its beginning, and goes on', async ({ page, baseURL, admin }) => {
    test.setTimeout(600_000);
    let conversation = '';
    await enter(page, baseURL!, '/account', {}, async ({ id, call }) => {
        await admin.call('POST', `/api/admin/users/${id}/tokens`, { amount: 200_000, reason: 'a drill' });
        const say = (message: string) =>
            call<{ conversation_id: string }>('POST', '/api/chat', {
                message,
                model: 'echo',
                ...(conversation ? { conversation_id: conversation } : {}),
            });
        ({ conversation_id: conversation } = await say('Message 1'));
        for (let at = 2; at <= MESSAGES; at += AT_ONCE) {
            await Promise.all(
                Array.from({ length: Math.min(AT_ONCE, MESSAGES - at + 1) }, (_, more) => say(`Message ${at + more}`)),
            );
        }
    });
    await page.goto(`/c/${conversation}`);
    const exchanges = page.getByRole('log').getByRole('article');
    await expect(exchanges.first()).toBeVisible();
    const earlier = page.getByRole('button', { name: 'Earlier messages' });
    for (let shown = await exchanges.count(); shown < MESSAGES; shown = await exchanges.count()) {
        await earlier.click();
        await expect.poll(() => exchanges.count()).toBeGreaterThan(shown);
    }
    await expect(earlier).toHaveCount(0);
    await expect(exchanges.first()).toContainText('Echo: Message 1');
    await messageBox(page).fill('One more');
    await page.getByLabel('Model').selectOption('echo');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(exchanges).toHaveCount(MESSAGES + 1);
    await expect(exchanges.last()).toContainText('Echo: One more');
    await expect(exchanges.last()).toBeInViewport();
});

test('an operator starts a rebuild of a million events, and sees how far it is and how long it still takes', async ({ page, baseURL }) => {
    await enterAsAdmin(page, baseURL!, '/ops');
    const model = page.getByRole('list', { name: 'Read models' }).getByRole('listitem').filter({ hasText: 'statement' });
    await expect(model).toContainText('following');
    await model.getByRole('button', { name: 'Rebuild' }).click();
    await page.getByRole('button', { name: 'Rebuild it' }).click();
    await expect(told(page, 'statement is being rebuilt.')).toBeVisible();
    await expect(model).toContainText('%');
    const seen: { percent: number; said: string; at: number }[] = [];
    const began = Date.now();
    await expect(async () => {
        const text = await model.innerText();
        const [said, percent] = /(\d+) % · [\d,]+ events\/s · .+ left/.exec(text) ?? [];
        if (said !== undefined && seen.at(-1)?.said !== said) {
            seen.push({ percent: Number(percent), said, at: Date.now() - began });
        }
        expect(text).toContain('following');
    }).toPass({ intervals: [100], timeout: 120_000 });
    console.log(seen.map(({ said, at }) => `${at} ms: ${said}`).join('\n'));

    expect(seen.length).toBeGreaterThan(2);
    expect(seen.map(({ percent }) => percent)).toEqual(seen.map(({ percent }) => percent).sort((one, other) => one - other));
});
