import { expect, send, signUp, test } from './people';

test('a newcomer registers, sends a message and sees what it cost', async ({ page }) => {
    await page.goto('/');
    await expect(page).toHaveURL(/\/sign-in$/);
    await signUp(page);
    await expect(page.getByTitle('Your balance')).toHaveText('4,000 tokens');

    await page.getByRole('button', { name: 'What is this?' }).click();

    await expect(page.getByRole('log')).toContainText('AI chat paid from a prepaid token balance');
    await expect(page.getByRole('log')).toContainText('100 tokens · demo');
    await expect(page.getByTitle('Your balance')).toHaveText('3,900 tokens');
    await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}$/);
    await expect(page.getByRole('navigation', { name: 'Conversations' })).toContainText('What is this?');

    await page.getByTitle('Your balance').click();
    await page.getByRole('link', { name: 'Statement', exact: true }).click();
    await expect(page.getByRole('row', { name: /^Message · What is this\?.*−100 3,900$/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /^Grant · Welcome tokens.*\+4,000 4,000$/ })).toBeVisible();
});

test('a reply streams in and can be stopped, and what it has said is charged', async ({ page }) => {
    await signUp(page);
    await page.getByLabel('Model').selectOption('patient');
    await send(page, 'Count until I stop you');
    await expect(page.getByRole('log')).toContainText('one two three');
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toHaveCount(0);

    await page.getByRole('button', { name: 'Stop' }).click();

    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
    await expect(page.getByTitle('Your balance')).toHaveText('3,900 tokens');
});

test('a model that fails costs nothing, and says so', async ({ page }) => {
    await signUp(page);
    await page.getByLabel('Model').selectOption('failing');
    await send(page, 'Hello?');

    await expect(page.getByRole('log')).toContainText('Nothing was charged');
    await expect(page.getByTitle('Your balance')).toHaveText('4,000 tokens');
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a connection that is lost can be tried again under the same key', async ({ page }) => {
    await signUp(page);
    const keys: (string | undefined)[] = [];
    await page.route('**/api/chat', async (route) => {
        keys.push(route.request().headers()['idempotency-key']);
        await (keys.length === 1 ? route.abort('connectionreset') : route.continue());
    });
    await send(page, 'Is anybody there?');
    await expect(page.getByRole('alert')).toContainText('never paid for twice');

    await page.getByRole('button', { name: 'Try again' }).click();

    await expect(page.getByRole('log')).toContainText('100 tokens · demo');
    expect(keys).toHaveLength(2);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    await expect(page.getByTitle('Your balance')).toHaveText('3,900 tokens');
});

for (const { code, status, headers, said } of [
    { code: 'OUT_OF_TOKENS', status: 402, headers: {}, said: 'Out of tokens.' },
    { code: 'SUSPENDED', status: 403, headers: {}, said: 'This account is suspended' },
    { code: 'RATE_LIMITED', status: 429, headers: { 'Retry-After': '2' }, said: 'You can send it in 2 seconds' },
    { code: 'UNAVAILABLE', status: 503, headers: { 'Retry-After': '9' }, said: 'A part of the system is down' },
]) {
    test(`${code} is told in a sentence, and what was written is kept`, async ({ page }) => {
        await signUp(page);
        await page.route('**/api/chat', (route) =>
            route.fulfill({ status, headers, contentType: 'application/problem+json', json: { code, status, detail: 'x', trace_id: 't' } }),
        );
        await send(page, 'Do not lose this');

        await expect(page.getByRole('main')).toContainText(said);
        await expect(page.getByLabel('Message', { exact: true })).toHaveValue('Do not lose this');
        if (code === 'RATE_LIMITED') {
            await expect(page.getByRole('main')).not.toContainText('You can send it in');
        }
    });
}

test('who is offline is told, and what he writes is kept', async ({ page, context }) => {
    await signUp(page);
    await context.setOffline(true);
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await expect(page.getByText('You are offline.')).toBeVisible();
    await context.setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(page.getByText('You are offline.')).toHaveCount(0);
});

test('a conversation is renamed in place, deleted, and brought back', async ({ page }) => {
    await signUp(page);
    await send(page, 'The first title');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    const list = page.getByRole('navigation', { name: 'Conversations' });
    const menu = async (item: string) => {
        await list.getByRole('button', { name: /What to do with/ }).click();
        await page.getByRole('menuitem', { name: item }).click();
    };

    await menu('Rename');
    await page.getByLabel('Title').fill('Another title');
    await page.keyboard.press('Enter');
    await expect(list.getByRole('link', { name: 'Another title' })).toBeVisible();

    await menu('Delete');
    await expect(list.getByRole('link', { name: 'Another title' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(list.getByRole('link', { name: 'Another title' })).toBeVisible();
});

test('everything of a chat is done by the keyboard', async ({ page }) => {
    await signUp(page);
    await page.keyboard.type('First line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log')).toContainText('Echo: First line');

    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search conversations and places' })).toBeFocused();
    await page.keyboard.type('statem');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Statement', level: 1 })).toBeVisible();

    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a draft is kept for each conversation', async ({ page }) => {
    await signUp(page);
    await send(page, 'Hello');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await page.getByLabel('Message', { exact: true }).fill('half a thought');
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'New chat' }).click();
    await expect(page.getByLabel('Message', { exact: true })).toHaveValue('');

    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'Hello' }).click();

    await expect(page.getByLabel('Message', { exact: true })).toHaveValue('half a thought');
});

test('who signs out sees nothing any more, in no tab', async ({ page, context }) => {
    const username = await signUp(page);
    const other = await context.newPage();
    await other.goto('/account');
    await expect(other.getByRole('heading', { name: 'Balance' })).toBeVisible();
    await page.getByRole('button', { name: username }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();

    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/eyJ|Bearer|token/);
});
