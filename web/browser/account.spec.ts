import { arrive, enter, expect, expectAccessible, openAccount, PASSWORD, savedBy, signIn, told, test } from './people';

test('a key is revoked when that was confirmed, and the focus comes back when it was not', async ({ page, baseURL }) => {
    let key = '';
    await enter(page, baseURL!, '/account/keys', {}, async ({ call }) => {
        ({ key } = await call<{ key: string }>('POST', '/api/user/keys', { name: 'a laptop' }));
    });
    const models = async () =>
        (await page.request.get('/v1/models', { headers: { Authorization: `Bearer ${key}` } })).status();
    expect(await models()).toBe(200);
    const revoke = page.getByRole('button', { name: 'Revoke', exact: true });
    await revoke.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'Revoke a laptop?' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(revoke).toBeFocused();
    await page.keyboard.press('Enter');

    await page.getByRole('button', { name: 'Revoke the key' }).click();

    await expect(told(page, 'The key is revoked.')).toBeVisible();
    await expect(page.getByText('No keys yet')).toBeVisible();
    await expect.poll(models).toBe(401);
});

test('a key that the page has made works as its example says, within its bounds, and shows what is used up', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/account/keys');
    await page.getByRole('button', { name: 'Create a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('a script');
    await dialog.getByText('Bounds:').click();
    const create = dialog.getByRole('button', { name: 'Create', exact: true });
    await dialog.getByLabel('Tokens at most').fill('none');
    await expect(dialog.getByLabel('Tokens at most')).toHaveAccessibleDescription('A whole number above 0.');
    await expect(create).toBeDisabled();
    await dialog.getByLabel('Tokens at most').fill('1,000');
    await dialog.getByLabel('In what time').selectOption('a day');
    await dialog.getByLabel('Messages a minute at most').fill('1');
    await dialog.getByLabel('Last day').fill('2099-12-31');
    await dialog.getByRole('checkbox', { name: 'echo' }).check();
    await expectAccessible(page);
    await create.click();

    const sample = (await dialog.getByRole('group', { name: 'Code in bash' }).textContent()) ?? '';
    const [, url = '', authorization = '', data = ''] =
        /^curl (\S+) \\\n {2}-H "Authorization: ([^"]+)" \\\n {2}-H "Content-Type: application\/json" \\\n {2}-d '(.+)'$/.exec(sample) ?? [];
    const call = () =>
        page.request.post(url, { headers: { Authorization: authorization, 'Content-Type': 'application/json' }, data });
    const answer = await call();
    expect(await answer.json()).toMatchObject({ model: 'echo', choices: [{ message: { content: 'Echo: What is this?' } }] });
    expect((await call()).status()).toBe(429);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await page.reload();
    const row = page.getByRole('list', { name: 'API keys' }).getByRole('listitem');
    await expect(row).toContainText('a script');
    await expect(row).toContainText('100 of 1,000 tokens used up today · at most 1 message a minute · expires');
    await expect(row).toContainText('2100');
    await expect(row).toContainText('only echo');
    await expect(row).toContainText('last used');
    await expect(page.getByText(authorization.replace('Bearer ', ''))).toHaveCount(0);
});

test('one session is ended, then all others, and they are refused', async ({ page, baseURL, playwright }) => {
    const { username, call } = await openAccount(page, baseURL!);
    const elsewhere = await playwright.request.newContext({ baseURL, userAgent: 'a-program/1.0' });
    const tokens: string[] = [];
    for (let at = 0; at < 3; at++) {
        const session = await elsewhere.post('/api/login', { data: { username, password: PASSWORD } });
        tokens.push(((await session.json()) as { access: string }).access);
    }
    const answers = () =>
        Promise.all(
            tokens.map(async (token) =>
                (await elsewhere.get('/api/tokens', { headers: { Authorization: `Bearer ${token}` } })).status(),
            ),
        );
    expect(await answers()).toEqual([200, 200, 200]);
    await arrive(page, '/account/sessions');
    const programs = page.getByRole('listitem').filter({ hasText: 'a-program/1.0' });
    await expect(page.getByText('this one')).toHaveCount(1);
    await programs.getByRole('button', { name: 'End' }).first().click();
    await page.getByRole('button', { name: 'End it' }).click();
    await expect(told(page, 'The session has ended.')).toBeVisible();
    await expect(programs.filter({ hasText: 'ended by you' })).toHaveCount(1);

    await page.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('button', { name: 'End them' }).click();

    await expect(told(page, 'All other sessions have ended.')).toBeVisible();
    await expect(programs.filter({ hasText: 'ended by you' })).toHaveCount(3);
    await expect.poll(answers).toEqual([401, 401, 401]);
    await call('GET', '/api/tokens');
    await elsewhere.dispose();
});

test('a password is changed by who knows it, and the account is closed by who types its name', async ({ page, baseURL }) => {
    const { username } = await enter(page, baseURL!, '/account/profile');
    const change = async (present: string, next: string) => {
        await page.getByLabel('Current password').fill(present);
        await page.getByLabel('New password').fill(next);
        await page.getByRole('button', { name: 'Change the password' }).click();
    };
    await change('not mine at all', `${PASSWORD} staple`);
    await expect(page.getByText('That is not your current password.')).toBeVisible();
    await change(PASSWORD, 'short');
    await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('New password')).toHaveAccessibleDescription(/8/);
    await change(PASSWORD, `${PASSWORD} staple`);
    await expect(told(page, 'Your password is changed. All your other sessions have ended.')).toBeVisible();
    await expect(page.getByLabel('New password')).toHaveValue('');

    const ask = page.getByRole('button', { name: 'Close this account' });
    await ask.click();
    const close = page.getByRole('button', { name: 'Close it for good' });
    await page.getByLabel(`Type ${username} to go on`).fill(`${username}x`);
    await page.getByRole('dialog').getByLabel('Your password').fill(PASSWORD);
    await expect(close).toBeDisabled();
    await page.getByLabel(`Type ${username} to go on`).fill(username);
    await close.click();
    await expect(page.getByRole('dialog').getByRole('alert')).toHaveText('That is not your password.');
    await page.getByRole('dialog').getByLabel('Your password').fill(`${PASSWORD} staple`);
    await close.click();

    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expect(told(page, 'Your account is closed.')).toBeVisible();
    await page.getByLabel('Username or email').fill(username);
    await page.getByLabel('Password').fill(`${PASSWORD} staple`);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
});

test('a statement is read page by page, narrowed, and saved for a spreadsheet and for a program', async ({ page, baseURL, admin }) => {
    // Two entries on a page, so that a short statement has several.
    await page.route(/\/api\/tokens\/history(\?|$)/, async (route) => {
        const url = new URL(route.request().url());
        if (!url.searchParams.has('limit')) {
            url.searchParams.set('limit', '2');
        }
        await route.continue({ url: url.href });
    });
    await enter(page, baseURL!, '/account/statement', {}, async ({ id, call }) => {
        await call('POST', '/api/chat', { message: '=cmd()', model: 'echo' });
        await admin.call('POST', `/api/admin/users/${id}/tokens`, { amount: 7, reason: '=1+1' });
        await admin.call('POST', `/api/admin/users/${id}/tokens`, { amount: -3, reason: '@SUM(A1)' });
    });
    const entries = page.getByRole('main').locator('tbody tr');
    await expect(entries).toHaveText([/^Revocation · @SUM\(A1\).*−3\s*3,904$/, /^Grant · =1\+1.*\+7\s*3,907$/]);
    await page.getByRole('button', { name: 'More' }).click();
    await expect(entries).toHaveCount(4);
    await page.getByRole('button', { name: 'More' }).click();
    await expect(entries).toHaveCount(5);
    await expect(page.getByRole('button', { name: 'More' })).toHaveCount(0);

    const rows = (await savedBy(page, () => page.getByRole('button', { name: 'Save as CSV' }).click())).trim().split(/\r?\n/);
    expect(rows).toHaveLength(6);
    expect(rows[1]).toContain(`'@SUM(A1)`);
    expect(rows[2]).toContain(`'=1+1`);
    expect(rows.join('\n')).not.toMatch(/(^|,)"?[=+@]/m);

    await page.getByLabel('Type').selectOption({ label: 'Grant' });
    await expect(entries).toHaveCount(2);
    await expect(page).toHaveURL(/type=GRANTED/);
    const saved = await savedBy(page, () => page.getByRole('button', { name: 'Save as JSON' }).click());
    expect((JSON.parse(saved) as { amount: number }[]).map(({ amount }) => amount)).toEqual([7, 4000]);
    await page.getByLabel('To', { exact: true }).fill('2020-01-01');
    await expect(page.getByText('No entries match')).toBeVisible();
});

test('what was used agrees with the statement, and the balance is known of each day', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/account/use?by=model', {}, async ({ call }) => {
        await call('POST', '/api/chat', { message: 'One', model: 'echo' });
        await call('POST', '/api/chat', { message: 'Two' });
    });
    const footer = page.locator('tfoot');
    await expect(footer).toHaveText(/2 models\s*2\s*200/);
    await expect(page.getByRole('table', { name: 'Tokens spent on each day' }).getByRole('row').last()).toContainText('200 tokens');
    await page.getByLabel('By', { exact: true }).selectOption('API key');
    await expect(page.getByRole('row', { name: 'Without a key 2 200' })).toBeVisible();
    await page.getByTitle('Your balance').click();
    await expect(page.getByRole('table', { name: /Balance at the end/ }).getByRole('row').last()).toContainText('3,800 tokens');
    await page.getByLabel('At the end of').fill('2020-01-01');
    await expect(page.getByRole('main').getByText('0 tokens available')).toBeVisible();
});

test('what was refused for a while is asked for again, and a wrong password is said to be one', async ({ page, baseURL }) => {
    const { username } = await openAccount(page, baseURL!);
    await page.context().clearCookies();
    await page.goto('/sign-in');
    await page.getByLabel('Username or email').fill(username);
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await page.route('**/api/user/sessions', (route) => route.abort());
    await signIn(page, username, PASSWORD);
    await page.goto('/account/sessions');
    await expect(page.getByRole('alert')).toContainText('cannot be reached');
    await page.unroute('**/api/user/sessions');
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByText('this one')).toBeVisible();
});
