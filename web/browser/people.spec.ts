import { arrive, enter, expect, messageBox, openAccount, PASSWORD, send, signUp, test } from './people';

/* Who somebody is: roles, sessions and tabs. */

for (const [role, places] of [
    ['USER', ['Chat', 'Account']],
    ['AUDITOR', ['Chat', 'Account', 'Audit']],
    ['OPERATOR', ['Chat', 'Account', 'Operation']],
] as const) {
    test(`the menu of a ${role} shows what is open to him, and nothing else`, async ({ page, baseURL, admin }) => {
        await enter(page, baseURL!, '/', {}, ({ id }) =>
            role === 'USER'
                ? Promise.resolve()
                : admin.call('PUT', `/api/admin/users/${id}/roles`, { roles: ['USER', role], reason: 'a test' }),
        );
        await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link')).toHaveText([...places]);
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').getByRole('combobox').fill('administration');
        await expect(page.getByRole('dialog').getByRole('option')).toHaveText(['“administration” in all messagesSearch']);
        await page.keyboard.press('Escape');

        await page.goto('/admin/accounts');
        await expect(page.getByRole('alert')).toHaveText('You are not allowed to do this.');
        await page.goto(role === 'OPERATOR' ? '/audit/events' : '/ops');
        await expect(page.getByRole('alert')).toContainText('You are not allowed to do this.');
    });
}

test('no token is where another script, or a log, could read it', async ({ page }) => {
    const tokens = new Set<string>();
    const urls: string[] = [];
    page.on('request', (request) => {
        urls.push(request.url());
        const token = request.headers().authorization?.replace('Bearer ', '');
        if (token) {
            tokens.add(token);
        }
    });
    await signUp(page);
    await send(page, 'Hello');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await page.reload();
    await expect(page.getByRole('log')).toContainText('100 tokens');

    const cookies = await page.context().cookies();
    expect(cookies.length).toBeGreaterThan(0);
    expect(cookies.filter(({ httpOnly, sameSite }) => !httpOnly || sameSite !== 'Strict')).toEqual([]);
    const readable = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, window.name]));
    expect(tokens.size).toBeGreaterThan(1);
    for (const secret of [...tokens, ...cookies.map(({ value }) => value)]) {
        expect(readable).not.toContain(secret);
        expect(urls.filter((url) => url.includes(secret))).toEqual([]);
    }
});

test('five tabs share a session, also when they are all loaded at once', async ({ page, context, baseURL }) => {
    await enter(page, baseURL!, '/account/sessions');
    const others = await Promise.all([1, 2, 3, 4].map(() => context.newPage()));
    const all = [page, ...others];
    for (let round = 0; round < 2; round++) {
        await Promise.all(all.map((one) => one.goto('/account/sessions')));
        for (const one of all) {
            await expect(one.getByText('this one')).toBeVisible();
        }
    }
});

test('the balance moves by itself when tokens move in another tab, and elsewhere', async ({ page, context, baseURL, admin }) => {
    await page.clock.install();
    const { id } = await enter(page, baseURL!);
    const now = page.getByTitle('Your balance');
    await expect(now).toHaveText('4,000 tokens');
    const other = await context.newPage();
    await other.goto('/');
    await send(other, 'Hello');
    await expect(other.getByRole('log')).toContainText('100 tokens');
    await expect(now).toHaveText('3,900 tokens');

    await admin.call('POST', `/api/admin/users/${id}/tokens`, { amount: 5, reason: 'a test' });
    await page.clock.fastForward('00:21');

    await expect(now).toHaveText('3,905 tokens');
});

test('what was written when the session ended elsewhere is in the box after signing in again', async ({ page, baseURL, playwright }) => {
    const { username, call } = await openAccount(page, baseURL!);
    await arrive(page, '/');
    await expect(page.getByTitle('Your balance')).toHaveText('4,000 tokens');
    const elsewhere = await playwright.request.newContext({ baseURL });
    const session = await elsewhere.post('/api/login', { data: { username, password: PASSWORD } });
    const { access } = (await session.json()) as { access: string };
    await elsewhere.delete('/api/user/sessions', { headers: { Authorization: `Bearer ${access}` } });
    await elsewhere.dispose();
    await expect(() => expect(call('GET', '/api/tokens')).rejects.toThrow()).toPass();

    await send(page, 'Do not lose this');

    await expect(page.getByText('Your session has ended. Please sign in again.')).toBeVisible();
    const signIn = async () => {
        await page.getByLabel('Username or email').fill(username);
        await page.getByLabel('Password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await signIn();
    await expect(messageBox(page)).toHaveValue('Do not lose this');

    await page.getByRole('button', { name: username }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await signIn();
    await expect(page.getByTitle('Your balance')).toHaveText('4,000 tokens');
    await expect(messageBox(page)).toHaveValue('');
});

test('the page is light or dark as somebody chooses, and stays so', async ({ page, baseURL }) => {
    const { username } = await enter(page, baseURL!);
    const choose = async (theme: string) => {
        await page.getByRole('button', { name: username }).click();
        await page.getByRole('menuitemradio', { name: theme }).click();
    };
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await choose('Dark');
    await expect.poll(ground).not.toBe(light);
    const dark = await ground();
    await page.reload();
    await expect(messageBox(page)).toBeVisible();
    expect(await ground()).toBe(dark);
    await page.emulateMedia({ colorScheme: 'dark' });
    await choose('Light');
    await expect.poll(ground).toBe(light);
    await choose('As the system');
    await expect.poll(ground).toBe(dark);
});
