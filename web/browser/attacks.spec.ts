import { ATTACKS } from '../src/text/attacks';
import { enter, enterAsAdmin, expect, messageBox, newName, openAccount, send, test, type Person } from './people';

/** What fits on a line, where the API wants one. */
const LINES = ATTACKS.filter((attack) => !/\p{Cc}/u.test(attack)).map((attack) => attack.slice(0, 200));
const AT_ONCE = 12;

/*
 * No policy is violated and nothing runs: that is what every test of this folder asks for at its end. The API takes all
 * of it as it is; only usernames it does not take, and those are put into its answers.
 */

test('what people write never runs: as a message, a reply and a title', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await page.getByLabel('Model').selectOption('echo');
    for (let at = 0; at < ATTACKS.length; at += AT_ONCE) {
        if (at > 0) {
            await page.getByRole('link', { name: 'New chat' }).first().click();
            await expect(page.getByRole('heading', { name: 'What do you want to know?' })).toBeVisible();
        }
        await send(page, ATTACKS.slice(at, at + AT_ONCE).join('\n\n'));
        await expect(page.getByRole('log')).toContainText('100 tokens');
    }
});

test('what people write never runs: in lists, in the palette and when it is read again', async ({ page, baseURL }) => {
    const person = await enter(page, baseURL!);
    const { conversation_id: first } = await person.call<{ conversation_id: string }>('POST', '/api/chat', {
        message: ATTACKS.slice(0, AT_ONCE).join('\n\n'),
        model: 'echo',
    });
    await inAllAnswers(page, '**/api/conversations?**', ['title']);
    await page.goto(`/c/${first}`);
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('attack');
    await expect(page.getByRole('listbox').getByRole('option').first()).toBeVisible();
    await page.keyboard.press('Escape');
    const remove = async (at: number) => {
        await page.getByRole('button', { name: /^Actions for/ }).nth(at).click();
        await page.getByRole('menuitem', { name: 'Delete' }).click();
    };
    // Those that toasts name; three are shown at once.
    for (const at of [1, 2, 3]) {
        await remove(at);
        await expect(page.getByRole('list', { name: 'Notifications' }).getByRole('listitem')).toHaveCount(at);
    }
    await page.route('**/api/conversations/*', (route) => (route.request().method() === 'DELETE' ? route.fulfill({ status: 204 }) : route.continue()));
    await page.goto('/account/statement');
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await page.goto('/search?q=attack');
    await expect(page.getByRole('list', { name: 'Found' })).toContainText('attack()');
    await person.call('PATCH', `/api/conversations/${first}`, { archived: true });
    await page.goto('/archive');
    await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible();
});

test('what people write never runs: as a name and a reason, where administrators and auditors look', async ({ page, baseURL, admin }) => {
    test.slow();
    const { id, call } = await openAccount(page, baseURL!, { email: `"><svg/onload=attack()>${newName()}@example.org` });
    await recordReasons(admin, id);
    await call('POST', '/api/chat', { message: ATTACKS.join('\n\n'), model: 'echo' });
    await page.context().clearCookies();
    const people = ['username', 'email', 'reason', 'suspension_reason'];
    await inAllAnswers(page, '**/api/admin/users?**', people);
    await inAllAnswers(page, `**/api/admin/users/${id}`, people);
    await enterAsAdmin(page, baseURL!, '/admin/accounts');
    await expect(page.getByRole('list', { name: 'Accounts' }).getByRole('listitem')).toHaveCount(LINES.length);
    for (const place of ['', '/statement', '/acts', '/chats']) {
        await page.goto(`/admin/users/${id}${place}`);
        await expect(page.getByRole('heading', { level: 1 })).toContainText('attack');
        await expect(page.getByLabel('Loading')).toHaveCount(0);
    }
    await page.goto(`/admin/users/${id}/chats`);
    await page.getByRole('button', { name: 'Open the chats' }).click();
    await page.getByLabel('Reason').fill(LINES[0]!);
    await page.getByRole('button', { name: 'Open them' }).click();
    await expect(page.getByRole('list', { name: 'Messages' })).toContainText('Echo: ');
    await page.getByRole('button', { name: 'Grant tokens' }).click();
    await page.getByLabel('Reason').fill(LINES[0]!);
    await page.keyboard.press('Escape');
    await page.goto(`/admin/acts?account=${id}`);
    await expect(page.getByRole('list', { name: 'Acts' }).getByRole('listitem').nth(20)).toBeVisible();
    await page.goto(`/audit/events?account=${id}`);
    await page.locator('summary').first().click();
    await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    await expect(page.locator('pre').nth(20)).toBeVisible();
});

test('what people write never runs: as one’s own name, and in what one is asked', async ({ page, baseURL }) => {
    await inAllAnswers(page, '**/api/user/profile', ['username', 'email']);
    await inAllAnswers(page, '**/api/user/keys', ['name', 'prefix']);
    await inAllAnswers(page, '**/api/user/sessions', ['user_agent']);
    const { call } = await enter(page, baseURL!, '/account/profile');
    await call('POST', '/api/user/keys', { name: LINES[0] });
    await page.getByRole('button', { name: 'Close this account' }).click();
    await expect(page.getByRole('dialog')).toContainText('attack');
    await page.keyboard.press('Escape');
    await page.goto('/account/keys');
    await page.getByRole('button', { name: 'Revoke' }).nth(LINES.length - 1).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.goto('/account/sessions');
    await expect(page.getByRole('main').getByRole('listitem').nth(LINES.length - 1)).toBeAttached();
    await page.goto('/');
    await expect(messageBox(page)).toBeVisible();
});

test('what people write never runs: as a model, a problem or a difference, where operators and auditors look', async ({ page, baseURL, admin }) => {
    const at = '2026-11-20T10:16:02.481Z';
    const model = {
        calls: 1, running: 0, answered: 0, cancelled: 0, first_word_median_ms: null, first_word_p95_ms: null,
        last_failure_at: at, breaker: null, rests_until: null,
    };
    const providers = { since: at, results: LINES.map((attack) => ({ ...model, model: attack, provider: attack, failures: { [attack]: 1 } })) };
    const readModel = {
        state: 'failing', position: 1, head: 2, lag: 1, lag_seconds: 1, progress_percent: 0, events_per_second: null,
        events_per_second_10s: null, events_per_second_60s: null, seconds_left: null, asked_by: null, updated_at: at,
    };
    const projections = { results: LINES.map((attack) => ({ ...readModel, name: attack, error: { problem: attack, position: 2 } })) };
    const hold = { tokens: 100, held_at: at, age_seconds: 1, expires_at: at };
    const holds = {
        open: 1, open_is_exact: true, by_age: [],
        results: LINES.map((attack) => ({ ...hold, message_id: attack, account_id: attack })),
    };
    const part = {
        started_at: at, problems: LINES,
        results: LINES.map((name) => ({ name, answers: true, connections: 1, last_active_at: at })),
    };
    const mismatches = LINES.map((attack) => ({ projection: attack, account: attack, key: attack, expected: attack, actual: { [attack]: attack } }));
    const all = LINES.join('\n');
    const { data: models } = await admin.call<{ data: object[] }>('GET', '/v1/models');
    const answers: Record<string, object> = {
        '**/api/ops/providers': { json: providers },
        '**/api/ops/events': {
            contentType: 'text/event-stream',
            body: `event: state\ndata: ${JSON.stringify({ at, projections, holds, providers, command_side: part, query_side: part })}\n\n`,
        },
        '**/api/audit/replays/7': { json: { id: '7', status: 'mismatched', error: all, mismatch_count: 1, mismatches } },
        '**/api/audit/log/keys': { contentType: 'text/plain', body: all },
        '**/api/audit/log/checkpoint': { contentType: 'text/plain', body: `${LINES[0]}\n2\n${all}` },
        '**/api/audit/log/checkpoints?*': {
            contentType: 'application/x-ndjson',
            body: LINES.map((root) => JSON.stringify({ size: 1, root, created_at: at })).join('\n'),
        },
        '**/v1/models': { json: { object: 'list', data: LINES.map((id) => ({ ...models[0], id, owned_by: id })) } },
        '**/api/usage?*': {
            json: {
                from: at, until: null, totals: { messages: 1, tokens: 1 },
                results: LINES.map((attack) => ({ day: '2026-11-20', model: attack, key_id: attack, messages: 1, tokens: 1 })),
            },
        },
    };
    for (const [url, answer] of Object.entries(answers)) {
        await page.route(url, (route) => route.fulfill(answer));
    }
    await enterAsAdmin(page, baseURL!, '/admin');
    const rows = (list: string) => page.getByRole('list', { name: list }).getByRole('listitem');
    await expect(rows('Failing models')).toHaveCount(LINES.length);
    for (const [path = '', list = ''] of [['', 'Read models'], ['/holds', 'The oldest holds'], ['/models', 'Models'], ['/health', 'Parts']]) {
        await page.goto(`/ops${path}`);
        await expect(rows(list).nth(path === '/health' ? 2 * LINES.length + 1 : LINES.length - 1)).toBeAttached();
    }
    await page.goto('/audit/replays?id=7');
    await expect(page.getByRole('row')).toHaveCount(LINES.length + 1);
    await page.goto('/audit/log');
    await expect(rows('Checkpoints')).toHaveCount(LINES.length);
    for (const by of ['model', 'key_id']) {
        await page.goto(`/account/use?by=${by}`);
        await expect(page.locator('tbody tr').nth(LINES.length)).toBeAttached();
    }
    await page.goto('/');
    await expect(page.getByLabel('Model').locator('option')).toHaveCount(LINES.length);
});

/** As the reasons of real acts; two dozen are enough for the lists that draw all alike. */
async function recordReasons(admin: Person, id: string): Promise<void> {
    const step = Math.floor(LINES.length / 24);
    for (const reason of LINES.filter((_, at) => at % step === 0)) {
        await admin.call('POST', `/api/admin/users/${id}/tokens`, { amount: 1, reason });
    }
}

/** Puts each line of the corpus into these fields of the answers; lists become as long as the corpus. */
async function inAllAnswers(
    page: import('@playwright/test').Page,
    url: string,
    fields: readonly string[],
): Promise<void> {
    await page.route(url, async (route) => {
        if (route.request().method() !== 'GET') {
            return route.continue();
        }
        const response = await route.fetch().catch(() => null);
        const text = await response?.text().catch(() => null);
        if (!response || text === null || text === undefined) {
            // The page went elsewhere meanwhile.
            return;
        }
        const answer = JSON.parse(text) as Record<string, unknown> & { results?: Record<string, unknown>[] };
        const attacked = (row: Record<string, unknown>, attack: string, at: number) => ({
            ...row,
            ...(at > 0 && typeof row.id === 'string' ? { id: `${String(at).padStart(8, '0')}${row.id.slice(8)}` } : {}),
            ...Object.fromEntries(Object.keys(row).filter((field) => fields.includes(field)).map((field) => [field, attack])),
        });
        const rows = answer.results;
        return route.fulfill({
            response,
            json: rows?.[0]
                ? { ...answer, next: null, results: LINES.map((attack, at) => attacked(rows[0]!, attack, at)) }
                : attacked(answer, LINES.join(' '), 0),
        });
    });
}
