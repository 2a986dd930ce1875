import { ATTACKS } from '../src/text/attacks';
import { ADMIN, expect, newName, send, signIn, signUp, test } from './people';

test('an administrator finds somebody by a part of the name and grants tokens once, however often he clicks', async ({ page, browser }) => {
    const stranger = await (await browser.newContext()).newPage();
    const username = await signUp(stranger, `grace-${newName()}`);
    await signIn(page, ADMIN.username, ADMIN.password);
    await page.getByRole('link', { name: 'Administration' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill(username.slice(3, 20));
    await expect(page).toHaveURL(/q=/);
    await page.getByRole('link', { name: new RegExp(username) }).click();
    await page.getByRole('button', { name: 'Grant tokens' }).click();
    await page.getByLabel('Tokens', { exact: true }).fill('1,500');
    await page.getByLabel('Reason').fill('For the conference');

    await page.getByRole('button', { name: 'Grant 1,500 tokens' }).dblclick();

    await expect(page.getByRole('listitem').filter({ hasText: 'Granted 1,500 tokens.' })).toBeVisible();
    await expect(page.getByText('5,500 tokens')).toBeVisible();
    await stranger.reload();
    await expect(stranger.getByTitle('Your balance')).toHaveText('5,500 tokens');
});

test('an auditor sees that the sums agree, opens an event and runs a replay', async ({ page }) => {
    await signIn(page, ADMIN.username, ADMIN.password);
    await page.getByRole('link', { name: 'Audit' }).click();
    await expect(page.getByText('The sums agree.')).toBeVisible();

    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByLabel('Type').selectOption('TokensGranted');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.locator('summary').first().click();
    await expect(page.locator('pre').first()).toContainText('"type": "TokensGranted"');

    await page.getByRole('link', { name: 'Replays' }).click();
    await page.getByRole('button', { name: 'Start a replay' }).click();
    await expect(page.getByText('Everything agrees.')).toBeVisible();
});

test('an operator rebuilds a read model and sees it follow again', async ({ page }) => {
    await signIn(page, ADMIN.username, ADMIN.password);
    await page.getByRole('link', { name: 'Operation' }).click();
    const model = page.getByRole('main').getByRole('listitem').filter({ hasText: 'balance' });
    await model.getByRole('button', { name: 'Rebuild' }).click();
    await page.getByRole('button', { name: 'Rebuild it' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'balance is being rebuilt.' })).toBeVisible();
    await expect(model).toContainText('following');
});

/** Each is a message, a reply and a title; no policy is violated and nothing runs, here and where administrators look. */
test('what people write never runs', async ({ page }) => {
    test.slow();
    await signUp(page);
    await page.getByLabel('Model').selectOption('echo');
    for (let at = 0; at < ATTACKS.length; at += 12) {
        await page.getByRole('link', { name: 'New chat' }).first().click();
        await expect(page.getByRole('heading', { name: 'What do you want to know?' })).toBeVisible();
        await send(page, ATTACKS.slice(at, at + 12).join('\n\n'));
        await expect(page.getByRole('log')).toContainText('100 tokens');
    }
});
