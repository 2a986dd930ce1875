import { defineConfig } from '@playwright/test';

/** Against a system that runs already: BASE_URL. With a Chromium that is installed: CHROMIUM, or Debian's. */
export default defineConfig({
    testDir: 'browser',
    outputDir: 'target/browser',
    timeout: 150_000,
    expect: { timeout: 30_000 },
    fullyParallel: true,
    workers: 2,
    forbidOnly: true,
    projects: process.env.DRILL
        ? [{ name: 'drill', testMatch: /drill/ }]
        : [
              // On a machine that is busy with other things one may come too late: it is tried again, and named as flaky.
              { name: 'together', testIgnore: /alone|drill/, retries: 1 },
              // What is measured is measured again before it counts: others may use the machine, too.
              { name: 'alone', testMatch: /alone/, dependencies: ['together'], workers: 1, retries: 2 },
          ],
    reporter: [['list']],
    use: {
        baseURL: process.env.BASE_URL ?? 'http://localhost:8000',
        browserName: 'chromium',
        viewport: { width: 1280, height: 800 },
        locale: 'en',
        launchOptions: {
            executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
            // Root has no sandbox.
            args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
        },
        screenshot: 'only-on-failure',
    },
});
