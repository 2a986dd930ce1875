import { arrive, enter, expect, messageBox, openAccount, PASSWORD, savedBy, send, signUp, told, test } from './people';

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
    const receipt = page.getByRole('row', { name: /^Message/ }).getByRole('button', { name: /^Save the receipt/ });
    expect(await savedBy(page, () => receipt.click())).toMatch(/^c2sp\.org\/tlog-proof@v1\n/);
    await page.getByRole('row', { name: /^Message/ }).getByRole('link').click();
    await expect(page.getByRole('log')).toContainText('AI chat paid from a prepaid token balance');
});

test('a reply streams in and can be stopped, and what it has said is charged', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await page.getByLabel('Model').selectOption('patient');
    await send(page, 'Count until I stop you');
    await expect(page.getByRole('log')).toContainText('one two three');
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toHaveCount(0);

    await page.getByRole('button', { name: 'Stop' }).click();

    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
    await expect(page.getByRole('log')).toContainText('100 tokens · patient');
    await expect(page.getByRole('log')).toContainText('stopped');
    await expect(page.getByTitle('Your balance')).toHaveText('3,900 tokens');
});

test('a model that fails costs nothing, and says so', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await page.getByLabel('Model').selectOption('failing');
    await send(page, 'Hello?');

    await expect(page.getByRole('log')).toContainText('Nothing was charged');
    await expect(page.getByTitle('Your balance')).toHaveText('4,000 tokens');
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
});

test('a connection that is lost can be tried again under the same key', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
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

test('a reply goes on while the page is reloaded, and is there as a whole', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await page.getByLabel('Model').selectOption('lasting');
    await send(page, 'Count while I reload');
    await expect(page.getByRole('log')).toContainText('one two three');
    await expect(page).toHaveURL(/\/c\//);

    await page.reload();

    const log = page.getByRole('log');
    await expect(log).toContainText('Still being answered.');
    await expect(log).toContainText('100 tokens · lasting');
    expect(((await log.textContent()) ?? '').match(/ten/g)).toHaveLength(15);
    await expect(log).not.toContainText('stopped');
    await expect(page.getByTitle('Your balance')).toHaveText('3,900 tokens');
});

test('a reply is stopped before it has an id, after a reload, and again if the server could not be told', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    const log = page.getByRole('log');
    let start = () => {};
    const started = new Promise<void>((resolve) => (start = resolve));
    await page.route('**/api/chat', async (route) => {
        await started;
        await route.continue();
    });
    await page.getByLabel('Model').selectOption('silent');
    await send(page, 'Say nothing');
    await page.getByRole('button', { name: 'Stop' }).click();
    start();
    await expect(log).toContainText('Stopped before the model said anything. Nothing was charged.');
    await expect(page.getByTitle('Your balance')).toHaveText('4,000 tokens');
    await page.unroute('**/api/chat');

    await page.getByLabel('Model').selectOption('patient');
    await page.route('**/cancel', (route) => route.abort());
    await send(page, 'Count until I stop you');
    await expect(log).toContainText('one two three');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(told(page, 'Not stopped: The server cannot be reached.')).toBeVisible();
    await page.unroute('**/cancel');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(log).toContainText('100 tokens · patient');
    await expect(log).toContainText('stopped');

    await send(page, 'Count while I reload');
    await expect(log.getByRole('article').last()).toContainText('one two three');
    await page.reload();
    await log.getByRole('button', { name: 'Stop' }).click();
    await expect(log.getByText(/· stopped/)).toHaveCount(2);
    await expect(page.getByTitle('Your balance')).toHaveText('3,800 tokens');
});

test('who has no tokens left is told what to do, and goes on when there are some', async ({ page, baseURL, admin }) => {
    const adjust = (amount: number) => admin.call('POST', `/api/admin/users/${id}/tokens`, { amount, reason: 'a test' });
    const { id } = await openAccount(page, baseURL!);
    await adjust(-3150);
    await arrive(page, '/');
    await expect(page.getByRole('main')).toContainText('850 tokens left: enough for 8 messages.');
    await adjust(-800);
    await page.reload();
    await expect(page.getByRole('alert')).toContainText('Out of tokens. A message costs 100 tokens. 50 tokens are left.');
    await messageBox(page).fill('Is anybody there?');
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();

    await adjust(50);

    // The page asks again when somebody comes back to it.
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
    await expect(async () => {
        await page.evaluate(() => dispatchEvent(new Event('visibilitychange')));
        await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeEnabled({ timeout: 500 });
    }).toPass();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(page.getByRole('log')).toContainText('100 tokens · demo');
    await expect(page.getByTitle('Your balance')).toHaveText('0 tokens');
});

test('who is suspended is told so, and what he wrote is kept', async ({ page, baseURL, admin }) => {
    const { id } = await enter(page, baseURL!);
    await admin.call('POST', `/api/admin/users/${id}/suspend`, { reason: 'a test' });
    await send(page, 'Do not lose this');

    await expect(page.getByRole('main')).toContainText('This account is suspended');
    await expect(messageBox(page)).toHaveValue('Do not lose this');
});

test('whose session is ended elsewhere is told so, and comes back to where he was', async ({ page, baseURL, playwright }) => {
    const { username } = await enter(page, baseURL!, '/account/statement');
    const elsewhere = await playwright.request.newContext({ baseURL });
    const { access } = (await (
        await elsewhere.post('/api/login', { data: { username, password: PASSWORD } })
    ).json()) as { access: string };
    await elsewhere.delete('/api/user/sessions', { headers: { Authorization: `Bearer ${access}` } });
    await elsewhere.dispose();

    await page.reload();

    await expect(page.getByText('Your session has ended. Please sign in again.')).toBeVisible();
    await page.getByLabel('Username or email').fill(username);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Statement' })).toBeVisible();
});

for (const { code, status, headers, said } of [
    { code: 'OUT_OF_TOKENS', status: 402, headers: {}, said: 'Out of tokens.' },
    { code: 'RATE_LIMITED', status: 429, headers: { 'Retry-After': '2' }, said: 'You can send it in 2 seconds' },
    { code: 'UNAVAILABLE', status: 503, headers: { 'Retry-After': '9' }, said: 'A part of the system is down' },
]) {
    test(`${code} is told in a sentence, and what was written is kept`, async ({ page, baseURL }) => {
        await enter(page, baseURL!);
        await page.route('**/api/chat', (route) =>
            route.fulfill({ status, headers, contentType: 'application/problem+json', json: { code, status, detail: 'x', trace_id: 't' } }),
        );
        await send(page, 'Do not lose this');

        await expect(page.getByRole('main')).toContainText(said);
        await expect(messageBox(page)).toHaveValue('Do not lose this');
        if (code === 'RATE_LIMITED') {
            await expect(page.getByRole('main')).not.toContainText('You can send it in');
        }
    });
}

test('who is offline is told, and what he writes is kept', async ({ page, context, baseURL }) => {
    await enter(page, baseURL!);
    await context.setOffline(true);
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await expect(page.getByText('You are offline.')).toBeVisible();
    await messageBox(page).fill('From the train');
    await context.setOffline(false);
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(page.getByText('You are offline.')).toHaveCount(0);
    await page.reload();
    await expect(messageBox(page)).toHaveValue('From the train');
});

test('a link of the statement, and one of the search, lead to the message itself', async ({ page, baseURL }) => {
    // Two messages on a page, so that the first is far away.
    await page.route('**/api/chat?conversation_id=*', async (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set('limit', '2');
        await route.continue({ url: url.href });
    });
    const lines = Array.from({ length: 30 }, (_, at) => `Line ${at}`).join('\n\n');
    await enter(page, baseURL!, '/account/statement', {}, async ({ call }) => {
        let conversation: string | null = null;
        for (const message of ['The first of all', `Second\n\n${lines}`, `Third\n\n${lines}`, `Fourth\n\n${lines}`, 'The last']) {
            const answer: { conversation_id: string } = await call('POST', '/api/chat', { message, model: 'echo', conversation_id: conversation });
            conversation = answer.conversation_id;
        }
    });
    const marked = page.getByRole('log').locator('[aria-current=location]');
    await page.getByRole('row', { name: /^Message · The first of all/ }).getByRole('link').click();
    await expect(page).toHaveURL(/\/c\/[0-9a-f-]{36}#message-[0-9a-f-]{36}$/);
    await expect(marked).toContainText('Echo: The first of all');
    await expect(marked).toBeInViewport();
    await expect(marked).toBeFocused();

    await page.goto('/search?q=Third');
    await page.getByRole('list', { name: 'Found' }).getByRole('link').click();
    await expect(marked).toContainText('Third');
    await expect(marked.getByText('Third').first()).toBeInViewport();
});

test('a conversation that is not listed yet is found by its title', async ({ page, baseURL }) => {
    await page.route(/\/api\/conversations\?(?!.*q=)/, async (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set('limit', '1');
        await route.continue({ url: url.href });
    });
    await enter(page, baseURL!, '/', {}, async ({ call }) => {
        await call('POST', '/api/chat', { message: 'An older thought' });
        await call('POST', '/api/chat', { message: 'A newer one' });
    });
    await expect(page.getByRole('link', { name: 'A newer one' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'An older thought' })).toHaveCount(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('older');
    await page.getByRole('option', { name: 'An older thought Conversation' }).click();
    await expect(page.getByRole('log')).toContainText('An older thought');
});

test('a message is edited and sent again, and a reply asked for again: as new messages, with their own price', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await page.getByLabel('Model').selectOption('echo');
    await send(page, 'The first thought');
    const exchanges = page.getByRole('log').getByRole('article');
    await expect(exchanges.first()).toContainText('100 tokens');
    await exchanges.first().getByRole('button', { name: 'Edit and send again' }).click();
    const edited = page.getByLabel('Edit the message');
    await expect(edited).toBeFocused();
    await expect(edited).toHaveValue('The first thought');
    await page.keyboard.press('Escape');
    await expect(edited).toHaveCount(0);
    await exchanges.first().getByRole('button', { name: 'Edit and send again' }).click();
    await edited.fill('A better thought');

    await exchanges.first().getByRole('button', { name: 'Send', exact: true }).click();

    await expect(exchanges.nth(1)).toContainText('Echo: A better thought');
    await expect(exchanges.first()).toContainText('Echo: The first thought');
    await exchanges.nth(1).getByRole('button', { name: 'Ask again' }).click();
    await expect(exchanges).toHaveCount(3);
    await expect(exchanges.nth(2)).toContainText('Echo: A better thought');
    await expect(page.getByTitle('Your balance')).toHaveText('3,700 tokens');
});

test('the reply is followed until somebody scrolls away, and again when he asks for the newest', async ({ page, baseURL }) => {
    const lines = Array.from({ length: 60 }, (_, at) => `Line ${at}`).join('\n\n');
    await enter(page, baseURL!, '/', {}, ({ call }) => call('POST', '/api/chat', { message: lines, model: 'echo' }));
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'Line 0' }).click();
    await expect(page.getByRole('log')).toContainText('Line 59');
    await page.getByLabel('Model').selectOption('patient');
    await send(page, 'And now count');
    const reply = page.getByRole('log').getByRole('article').last();
    await expect(reply).toContainText('one two three');
    const jump = page.getByRole('button', { name: 'Jump to the newest' });
    const words = async () => ((await reply.textContent()) ?? '').length;
    await expect(reply.getByText('And now count')).toBeInViewport();
    await expect(jump).toHaveCount(0);

    await page.mouse.move(700, 300);
    await page.mouse.wheel(0, -1500);

    await expect(jump).toBeVisible();
    const then = await words();
    await expect.poll(words).toBeGreaterThan(then + 100);
    await expect(reply).not.toBeInViewport();
    await jump.click();
    await expect(jump).toHaveCount(0);
    const fromEnd = () =>
        page.getByRole('log').evaluate((log) => {
            const list = log.parentElement!.parentElement!;
            return list.scrollHeight - list.scrollTop - list.clientHeight;
        });
    const since = await words();
    await expect.poll(words).toBeGreaterThan(since + 100);
    expect(await fromEnd()).toBeLessThan(100);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeVisible();
});

test('a conversation is renamed in place, deleted, and brought back', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await send(page, 'The first title');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    const list = page.getByRole('navigation', { name: 'Conversations' });
    const menu = async (item: string) => {
        await list.getByRole('button', { name: /Actions for/ }).click();
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

test('a conversation is archived, found again, and restored', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/', {}, ({ call }) => call('POST', '/api/chat', { message: 'Out of the way' }));
    const list = page.getByRole('navigation', { name: 'Conversations' });
    const archive = async () => {
        await list.getByRole('button', { name: /Actions for/ }).click();
        await page.getByRole('menuitem', { name: 'Archive' }).click();
        await expect(list.getByRole('link', { name: 'Out of the way' })).toHaveCount(0);
    };
    await archive();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(list.getByRole('link', { name: 'Out of the way' })).toBeVisible();
    await archive();

    await list.getByRole('link', { name: 'Archive' }).click();
    await page.getByRole('main').getByRole('button', { name: 'Restore' }).click();

    await expect(page.getByText('Nothing is archived')).toBeVisible();
    await expect(list.getByRole('link', { name: 'Out of the way' })).toBeVisible();
});

test('everything of a chat is done by the keyboard', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await expect(messageBox(page)).toBeFocused();
    await page.keyboard.type('First line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second line');
    await expect(messageBox(page)).toHaveValue('First line\nsecond line');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log').getByRole('article')).toHaveText(/^First line\nsecond line.*Echo: First line\s+second line/);

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

test('what was said is found by a part of it, and a conversation is saved as text', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/', {}, ({ call }) =>
        call('POST', '/api/chat', { message: 'The password of the week is heliotrope', model: 'echo' }),
    );
    await expect(page.getByRole('link', { name: 'The password of the week' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.type('HELIO');
    const choices = page.getByRole('listbox', { name: 'Found' }).getByRole('option');
    await expect(choices).toHaveText([/^The password of the week.*Conversation$/, '“HELIO” in all messagesSearch']);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.locator('mark')).toHaveText(['helio', 'helio']);
    await page.getByRole('list', { name: 'Found' }).getByRole('link').click();
    await expect(page.getByRole('log')).toContainText('Echo: The password of the week is heliotrope');

    await page.getByRole('button', { name: /Actions for/ }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Save as text' }).click();
    expect((await (await (await saved).createReadStream()).toArray()).join('')).toContain('Echo: The password of the week');
});

test('all of one’s data is saved in one archive', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/account/profile');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save my data' }).click();
    const bytes = Buffer.concat(await (await (await saved).createReadStream()).toArray());
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
});

test('a conversation is listed even if its message was answered before the first list came', async ({ page, baseURL }) => {
    let answered = () => {};
    const afterwards = new Promise<void>((resolve) => (answered = resolve));
    let lists = 0;
    await page.route('**/api/conversations?*', async (route) => {
        if (lists++ > 0) {
            return route.continue();
        }
        const before = await route.fetch();
        await afterwards;
        return route.fulfill({ response: before });
    });
    await enter(page, baseURL!);
    await send(page, 'Hello');
    await expect(page.getByRole('log')).toContainText('100 tokens');

    answered();

    await expect(page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'Hello' })).toBeVisible();
});

test('a draft is kept for each conversation', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await send(page, 'Hello');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await messageBox(page).fill('half a thought');
    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'New chat' }).click();
    await expect(messageBox(page)).toHaveValue('');

    await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link', { name: 'Hello' }).click();

    await expect(messageBox(page)).toHaveValue('half a thought');
});

test('who signs out sees nothing any more, in no tab', async ({ page, context, baseURL }) => {
    const { username } = await enter(page, baseURL!);
    const other = await context.newPage();
    await other.goto('/account');
    await expect(other.getByRole('heading', { name: 'Balance' })).toBeVisible();
    await page.getByRole('button', { name: username }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();

    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toMatch(/eyJ|Bearer|token/);
});
