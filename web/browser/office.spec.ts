import { ADMIN, enter, enterAsAdmin, expect, expectAccessible, expectKeyboardAlone, messageBox, newName, openAccount, PASSWORD, send, signIn, told, test } from './people';

test('an administrator finds somebody by a part of the name and grants tokens once, however often he clicks', async ({ page, browser, baseURL }) => {
    const stranger = await (await browser.newContext({ baseURL })).newPage();
    const { username } = await enter(stranger, baseURL!, '/', { username: `grace-${newName()}` });
    await signIn(page, ADMIN.username, ADMIN.password);
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('link', { name: 'Accounts', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill(username.slice(3, 20));
    await expect(page).toHaveURL(/q=/);
    await page.getByRole('link', { name: new RegExp(username) }).click();
    await page.getByRole('button', { name: 'Grant tokens' }).click();
    await page.getByLabel('Tokens', { exact: true }).fill('1,500');
    await page.getByLabel('Reason').fill('For the conference');

    await page.getByRole('button', { name: 'Grant 1,500 tokens' }).dblclick();

    await expect(told(page, 'Granted 1,500 tokens.')).toBeVisible();
    await expect(page.getByText('5,500 tokens')).toBeVisible();
    await stranger.reload();
    await expect(stranger.getByTitle('Your balance')).toHaveText('5,500 tokens');

    const account = page.getByRole('navigation', { name: username });
    await account.getByRole('link', { name: 'Statement' }).click();
    await expect(page.getByRole('row', { name: /^Grant · For the conference.*\+1,500 5,500$/ })).toHaveCount(1);
    await account.getByRole('link', { name: 'Acts' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: `admin granted 1,500 tokens to ${username}` })).toContainText(
        '“For the conference”',
    );
    await expect(page.getByText('4,000 tokens → 5,500 tokens')).toBeVisible();
});

test('an administrator revokes tokens, changes roles, suspends and reactivates, each once and with a reason', async ({ page, baseURL }) => {
    const { id, username } = await openAccount(page, baseURL!);
    await page.context().clearCookies();
    await enterAsAdmin(page, baseURL!, `/admin/users/${id}`);
    const dialog = page.getByRole('dialog');
    const because = async (reason: string, verb: string) => {
        await expect(dialog.getByRole('button', { name: verb })).toBeDisabled();
        await dialog.getByLabel('Reason').fill(reason);
        await expectAccessible(page);
        await expectKeyboardAlone(page);
        await dialog.getByRole('button', { name: verb }).dblclick();
        await expect(dialog).toHaveCount(0);
    };
    const revoke = page.getByRole('button', { name: 'Revoke tokens' });
    await revoke.click();
    await dialog.getByLabel('Tokens', { exact: true }).fill('-5');
    await expect(dialog.getByLabel('Tokens', { exact: true })).toHaveAccessibleDescription('A whole number above 0.');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(revoke).toBeFocused();
    await revoke.click();
    await dialog.getByLabel('Tokens', { exact: true }).fill('4,001');
    await dialog.getByLabel('Reason').fill('Too many');
    await dialog.getByRole('button', { name: 'Revoke 4,001 tokens' }).click();
    await expect(dialog.getByRole('alert')).toBeVisible();
    await dialog.getByLabel('Reason').fill('');
    await dialog.getByLabel('Tokens', { exact: true }).fill('500');
    await because('A mistake', 'Revoke 500 tokens');
    await expect(told(page, 'Revoked 500 tokens.')).toBeVisible();
    await expect(page.getByText('3,500 tokens')).toBeVisible();

    const more = page.getByRole('button', { name: 'More', exact: true });
    const choose = async (item: string) => {
        await more.click();
        await page.getByRole('menuitem', { name: item }).click();
    };
    await choose('Change roles');
    await expect(dialog.getByLabel('user')).toBeDisabled();
    await expect(dialog.getByLabel('auditor')).toBeFocused();
    await dialog.getByLabel('auditor').check();
    await because('Year end', 'Change the roles');
    await expect(page.getByText('user, auditor')).toBeVisible();
    await expect(more).toBeFocused();
    await choose('Suspend');
    await because('A complaint', 'Suspend');
    await expect(page.getByText('“A complaint”')).toBeVisible();
    await choose('Reactivate');
    await because('Settled', 'Reactivate');
    await expect(told(page, `${username} is active again.`)).toBeVisible();
    await page.getByRole('navigation', { name: username }).getByRole('link', { name: 'Acts' }).click();
    await expect(page.getByRole('list', { name: 'Acts' }).getByRole('listitem')).toHaveText([
        new RegExp(`admin reactivated ${username}“Settled”.*suspended → active`),
        new RegExp(`admin suspended ${username}“A complaint”.*active → suspended`),
        new RegExp(`admin changed the roles of ${username}“Year end”.*user → user, auditor`),
        new RegExp(`admin revoked 500 tokens from ${username}“A mistake”.*4,000 tokens → 3,500 tokens`),
    ]);
});

test('accounts are narrowed by role, state and balance, by the address alone', async ({ page, baseURL, admin }) => {
    const rich = await openAccount(page, baseURL!, { username: `rich-${newName()}` });
    await admin.call('POST', `/api/admin/users/${rich.id}/tokens`, { amount: 1_000_000, reason: 'a test' });
    await admin.call('PUT', `/api/admin/users/${rich.id}/roles`, { roles: ['USER', 'AUDITOR'], reason: 'a test' });
    await admin.call('POST', `/api/admin/users/${rich.id}/suspend`, { reason: 'Too rich' });
    await page.context().clearCookies();
    await enterAsAdmin(page, baseURL!, `/admin/accounts?q=${rich.username.slice(0, 14)}&min=1,000,000&max=1004000&role=AUDITOR&suspended=true`);
    const accounts = page.getByRole('main').getByRole('link', { name: rich.username });
    await expect(accounts).toContainText('1,004,000 tokens');
    await expect(page.getByLabel('Tokens from')).toHaveValue('1,000,000');

    await page.goto(`/admin/accounts?sort=balance`);
    await expect(page.getByRole('list', { name: 'Accounts' }).getByRole('listitem').first()).toContainText(/[\d,]{9,} tokens/);
    await page.goBack();
    await page.getByLabel('Tokens from').fill('1004001');
    await page.getByLabel('Tokens to').fill('2000000');
    await expect(page.getByText('No accounts match')).toBeVisible();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill(rich.id);
    await accounts.click();
    await expect(page.getByText('“Too rich”')).toBeVisible();
});

test('an administrator makes a code, by the keyboard alone, with which somebody sets a new password', async ({ page, browser, baseURL }) => {
    const stranger = await (await browser.newContext({ baseURL })).newPage();
    const { id, username } = await enter(stranger, baseURL!);
    await enterAsAdmin(page, baseURL!, `/admin/users/${id}`);
    await page.getByRole('button', { name: 'More' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitem', { name: 'Make a reset code' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Reason')).toBeFocused();
    await page.keyboard.type('Has forgotten it');
    await page.keyboard.press('Enter');
    const code = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await stranger.context().clearCookies();
    await stranger.evaluate(() => localStorage.clear());
    await stranger.goto('/forgotten-password');
    await stranger.getByLabel('Code').fill(code);
    await stranger.getByLabel('New password').fill('short');
    await stranger.getByRole('button', { name: 'Set the new password' }).click();
    await expect(stranger.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true');
    await stranger.getByLabel('New password').fill(`${PASSWORD} staple`);
    await stranger.getByRole('button', { name: 'Set the new password' }).click();
    await stranger.getByLabel('Username or email').fill(username);
    await stranger.getByLabel('Password').fill(`${PASSWORD} staple`);
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(messageBox(stranger)).toBeVisible();
});

test('acts are narrowed, and saved for a spreadsheet', async ({ page, baseURL, admin }) => {
    const { id, username } = await openAccount(page, baseURL!);
    await admin.call('POST', `/api/admin/users/${id}/suspend`, { reason: '=1+1' });
    await admin.call('POST', `/api/admin/users/${id}/reactivate`, { reason: 'a mistake' });
    await page.context().clearCookies();
    await enterAsAdmin(page, baseURL!, `/admin/acts?account=${id}`);
    const acts = page.getByRole('list', { name: 'Acts' }).getByRole('listitem');
    await expect(acts).toHaveCount(2);

    await page.getByLabel('Type').selectOption('Suspended');

    await expect(acts).toHaveCount(1);
    await expect(acts).toContainText(`admin suspended ${username}`);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const lines = (await (await (await saved).createReadStream()).toArray()).join('').split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(`,${username},'=1+1,`);
});

test('an auditor sees that the sums agree, opens an event and runs a replay', async ({ page, baseURL, admin }) => {
    await enterAsAdmin(page, baseURL!, '/audit');
    await expect(page.getByText('The sums agree.')).toBeVisible();

    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByLabel('Type').selectOption('TokensGranted');
    await page.getByLabel('Account').fill(admin.id);
    await expect(page).toHaveURL(/type=TokensGranted&account=/);
    await expect(page.locator('summary')).toHaveCount(1);
    await page.locator('summary').click();
    await expect(page.locator('pre')).toContainText('"type": "TokensGranted"');

    await page.getByRole('link', { name: 'Replays' }).click();
    await page.getByRole('button', { name: 'Start a replay' }).click();
    await expect(page.getByRole('main').getByText('Everything agrees.')).toBeVisible();
});

test('an auditor sees how far a replay is, and that only one runs at a time', async ({ page, baseURL }) => {
    const replay = { id: '0199a3c4-1f5f-7d10-b1c2-7788aa99bb00', status: 'running', started_at: '2026-11-20T10:16:01.002Z', position: 420, head: 1000, progress_percent: 42 };
    await page.route('**/api/audit/replays/*', (route) => route.fulfill({ json: replay }));
    await page.route('**/api/audit/replays', (route) =>
        route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'IN_PROGRESS', status: 409, detail: 'A replay is running already.' } }),
    );
    await enterAsAdmin(page, baseURL!, `/audit/replays?id=${replay.id}`);
    await expect(page.getByRole('progressbar', { name: 'The replay' })).toHaveAttribute('value', '42');
    await expect(page.getByText('42 % · entry 420 of 1,000')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Start a replay' }).click();
    await expect(page.getByRole('alert')).toHaveText('A replay is running already.');

    Object.assign(replay, { status: 'matched', progress_percent: 100, position: 1000 });

    await expect(page.getByRole('status')).toHaveText('Everything agrees.');
});

test('an administrator sees all accounts together, and reads chats only after having said why', async ({ page, baseURL }) => {
    const { id, username, call } = await openAccount(page, baseURL!);
    await call('POST', '/api/chat', { message: 'Between you and me', model: 'echo' });
    await page.context().clearCookies();
    await enterAsAdmin(page, baseURL!, '/admin');
    await expect(page.getByRole('heading', { name: 'Day by day' })).toBeVisible();
    await expect(page.getByRole('table', { name: 'Tokens spent on each day' }).getByRole('row')).toHaveCount(30);
    await page.goto(`/admin/users/${id}/chats`);
    await expect(page.getByRole('list', { name: 'Conversations' })).toContainText('1 message');
    await expect(page.getByText('Between you and me')).toHaveCount(0);

    await page.getByRole('button', { name: 'Open the chats' }).click();
    await page.getByLabel('Reason').fill('A complaint');
    await page.getByRole('button', { name: 'Open them' }).click();

    await expect(page.getByRole('list', { name: 'Messages' })).toContainText('Echo: Between you and me');
    await page.getByRole('navigation', { name: username }).getByRole('link', { name: 'Acts' }).click();
    await expect(page.getByRole('list', { name: 'Acts' })).toContainText(`admin opened the chats of ${username}“A complaint”`);
});

test('a receipt is saved, and checked by an auditor in the browser alone', async ({ page, baseURL, browser }) => {
    const stranger = await (await browser.newContext({ baseURL })).newPage();
    await enter(stranger, baseURL!);
    await stranger.getByLabel('Model').selectOption('echo');
    await send(stranger, 'With a receipt, please');
    await expect(stranger.getByRole('log')).toContainText('100 tokens');
    const saved = stranger.waitForEvent('download');
    await stranger.getByRole('button', { name: 'Save the receipt' }).click();
    const receipt = Buffer.concat(await (await (await saved).createReadStream()).toArray());
    await enterAsAdmin(page, baseURL!, '/audit/log');
    await expect(page.getByRole('list', { name: 'Checkpoints' }).getByRole('listitem').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    const drop = (buffer: Buffer) =>
        page.getByLabel('Receipt', { exact: true }).setInputFiles({ name: 'receipt', mimeType: 'text/plain', buffer });

    await drop(receipt);
    await expect(page.getByRole('main').getByText('The receipt is valid.')).toBeVisible();
    await expect(page.getByLabel('The event')).toContainText('TokensDebited');
    receipt[60]! ^= 1;
    await drop(receipt);
    await expect(page.getByText('This is not a receipt of this log')).toBeVisible();

    expect(asked).toEqual([]);
});

test('an operator sees what is held and how the models do, live, and that the connection is lost', async ({ page, baseURL, browser }) => {
    const stranger = await (await browser.newContext({ baseURL })).newPage();
    await enter(stranger, baseURL!);
    await enterAsAdmin(page, baseURL!, '/ops/models');
    const patient = page.getByRole('list', { name: 'Models' }).getByRole('listitem').filter({ hasText: 'patient' });
    await expect(patient).toContainText('breaker closed');
    await stranger.getByLabel('Model').selectOption('patient');
    await send(stranger, 'Count for the operator');
    await expect(patient).toContainText('Running1');
    await page.getByRole('link', { name: 'Open holds' }).click();
    await expect(page.getByRole('list', { name: 'The oldest holds' })).toContainText('100 tokens');

    await stranger.getByRole('button', { name: 'Stop' }).click();

    await expect(page.getByText('Nothing is held')).toBeVisible();
    await page.getByRole('link', { name: 'Read models' }).click();
    await page.route('**/api/ops/events', (route) => route.abort());
    await page.goto('/ops');
    await expect(page.getByText('The server cannot be reached.')).toBeVisible();
    await page.unroute('**/api/ops/events');
    await expect(page.getByRole('list', { name: 'Read models' })).toBeVisible();
});

test('an operator sees how far a rebuild is, pauses, resumes and cancels it, and that a part of the system does not answer', async ({ page, baseURL }) => {
    const balance = {
        name: 'balance', state: 'rebuilding', position: 420, head: 1000, lag: 580, lag_seconds: 3, progress_percent: 42,
        events_per_second: 800, events_per_second_10s: 1000, events_per_second_60s: 900, seconds_left: 65, asked_by: null, error: null, updated_at: '2026-11-20T10:16:01.002Z',
    };
    const part = {
        started_at: '2026-11-20T09:00:00.000Z', problems: ['following'],
        results: [{ name: '4711@chat-1', answers: true, connections: 3, last_active_at: '2026-11-20T10:16:01.002Z' }],
    };
    const state = () => ({ at: '2026-11-20T10:16:02.481Z', projections: { results: [balance] }, holds: null, providers: null, command_side: null, query_side: part });
    await page.route('**/api/ops/events', (route) =>
        route.fulfill({ contentType: 'text/event-stream', body: `event: state\ndata: ${JSON.stringify(state())}\n\n` }),
    );
    const after = { pause: 'paused', resume: 'rebuilding', cancel: 'following' };
    await page.route('**/api/ops/projections/balance/rebuild/*', (route) => {
        balance.state = after[new URL(route.request().url()).pathname.split('/').at(-1) as keyof typeof after];
        return route.fulfill({ json: balance });
    });
    await enterAsAdmin(page, baseURL!, '/ops');
    await expect(page.getByText('42 % · 1,000 events/s · 1 min 5 s left')).toBeVisible();
    await expect(page.getByText('command side does not answer')).toBeVisible();
    await expect(page.getByText('The connection is lost. This is the state as of')).toBeVisible();

    await page.getByRole('button', { name: 'Pause' }).click();

    await expect(told(page, 'The rebuild of balance is paused.')).toBeVisible();
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(told(page, 'The rebuild of balance is resumed.')).toBeVisible();
    await page.getByRole('button', { name: 'Cancel the rebuild' }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel the rebuild of balance?' });
    await dialog.getByRole('button', { name: 'Let it go on' }).click();
    await expect(dialog).toHaveCount(0);
    expect(balance.state).toBe('rebuilding');
    await page.getByRole('button', { name: 'Cancel the rebuild' }).click();
    await dialog.getByRole('button', { name: 'Cancel it' }).click();
    await expect(told(page, 'The rebuild of balance is cancelled. The current read model stays.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Rebuild', exact: true })).toBeVisible();
    await page.getByRole('link', { name: 'Open holds' }).click();
    await expect(page.getByText('The command side does not answer.')).toBeVisible();
    await page.getByRole('link', { name: 'Health' }).click();
    await expect(page.getByText('The copy that answers has a problem with: following.')).toBeVisible();
    await expect(page.getByText('4711@chat-1')).toBeVisible();
    await expect(page.getByText('It does not answer.')).toBeVisible();
});

test('an operator rebuilds a read model and sees it follow again', async ({ page, baseURL }) => {
    await enterAsAdmin(page, baseURL!, '/ops');
    const model = page.getByRole('list', { name: 'Read models' }).getByRole('listitem').filter({ hasText: 'balance' });
    await model.getByRole('button', { name: 'Rebuild' }).click();
    await page.getByRole('button', { name: 'Rebuild it' }).click();
    await expect(told(page, 'balance is being rebuilt.')).toBeVisible();
    await expect(model).toContainText('following');
});
