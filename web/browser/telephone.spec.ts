import {
    enter,
    enterAsAdmin,
    expect,
    expectAccessible,
    expectKeyboardAlone,
    expectTouchable,
    messageBox,
    send,
    test,
} from './people';

const UPRIGHT = { width: 360, height: 740 };
const ACROSS = { width: 844, height: 390 };

test.use({ hasTouch: true, isMobile: true, viewport: UPRIGHT });

test('on a telephone a conversation is deleted from the menu and brought back, and the menu closes by every link', async ({ page, baseURL }) => {
    await enter(page, baseURL!, '/', {}, ({ call }) => call('POST', '/api/chat', { message: 'Bring me back' }));
    const menu = page.getByRole('dialog', { name: 'Menu' });
    const row = menu.getByRole('link', { name: 'Bring me back' });
    const open = () => page.getByRole('button', { name: 'Open the menu' }).tap();
    await open();
    await expect(row).toBeVisible();
    await expectAccessible(page);
    await expectKeyboardAlone(page);
    await expectTouchable(page);

    await menu.getByRole('button', { name: 'Actions for Bring me back' }).tap();
    await expectTouchable(page);
    await menu.getByRole('menuitem', { name: 'Delete' }).tap();

    await expect(row).toHaveCount(0);
    await expect(menu.getByRole('status')).toContainText('“Bring me back” is deleted.');
    await expectTouchable(page);
    await expectAccessible(page);
    await menu.getByRole('button', { name: 'Undo' }).tap();
    await expect(row).toBeVisible();
    await menu.getByRole('link', { name: 'New chat' }).tap();
    await expect(menu).toHaveCount(0);
    await open();
    await menu.getByRole('link', { name: 'Account' }).tap();
    await expect(menu).toHaveCount(0);
    await expect(page.getByRole('heading', { name: 'Balance', level: 1 })).toBeVisible();
});

test('on a telephone the price is seen before a message is sent, and all is reached', async ({ page, baseURL }) => {
    await enter(page, baseURL!);
    await messageBox(page).fill('What does it cost?');
    await expect(page.getByText('100 tokens a message', { exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeInViewport({ ratio: 1 });
    await page.getByRole('button', { name: 'Send', exact: true }).tap();
    await expect(page.getByRole('log')).toContainText('100 tokens · demo');
    await expectAccessible(page);
    await expectKeyboardAlone(page);
    await page.goto('/account/statement');
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await expectAccessible(page);
    await expectKeyboardAlone(page);
});

test('on a telephone an administrator reaches all of the accounts', async ({ page, baseURL }) => {
    await enterAsAdmin(page, baseURL!, '/admin/accounts');
    await expect(page.getByRole('list', { name: 'Accounts' })).toBeVisible();
    await expectAccessible(page);
    await expectKeyboardAlone(page);
});

test('what is pressed is large enough for a finger, also where the screen is wide', async ({ page, baseURL }) => {
    await page.setViewportSize(ACROSS);
    await enter(page, baseURL!);
    await send(page, 'Hello');
    await expect(page.getByRole('log')).toContainText('100 tokens');
    await expectTouchable(page);
    for (const path of ['/account', '/account/statement', '/account/use', '/account/sessions', '/account/profile', '/archive', '/search?q=Hello']) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.getByLabel('Loading')).toHaveCount(0);
        await expectTouchable(page);
    }
    await page.goto('/account/keys');
    await page.getByRole('button', { name: 'Create a key' }).tap();
    await page.getByText('Bounds:').tap();
    await expect(page.getByRole('checkbox', { name: 'echo' })).toBeVisible();
    await expectTouchable(page);
});

test('what the staff press is large enough for a finger', async ({ page, baseURL, admin }) => {
    await page.setViewportSize(ACROSS);
    await enterAsAdmin(page, baseURL!, '/admin');
    for (const path of ['/admin/accounts', '/admin/acts', `/admin/users/${admin.id}`, '/audit', '/audit/events', '/audit/log', '/ops', '/ops/models']) {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await expect(page.getByLabel('Loading')).toHaveCount(0);
        await expectTouchable(page);
    }
    await page.getByRole('button', { name: 'Open the menu' }).tap();
    await page.getByRole('button', { name: 'admin' }).tap();
    await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
    await expectTouchable(page);
});
