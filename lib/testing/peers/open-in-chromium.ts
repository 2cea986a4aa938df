import { existsSync } from 'node:fs';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright-core';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Flags that stop Chromium from calling servers of its maker. */
const OFFLINE = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic'];

/** A page in Chromium without a window. */
export interface BrowserPage extends AsyncDisposable {
  readonly page: Page;
  /** Errors of scripts, error messages of the console, and what the content policy of the page blocked. */
  readonly problems: readonly string[];
  /** Returns the value of an expression, awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses keys: letters, or names such as `Enter`, `Escape`, `ArrowDown`, `Tab`. */
  press(...keys: readonly string[]): Promise<void>;
}

export interface OpenInChromiumOptions {
  /** In CSS pixels. A page narrower than 600 is shown as on a phone. */
  readonly width: number;
  readonly height: number;
  /** Fragment of the address, with its `#`. */
  readonly hash?: string;
}

/** Opens a local file in Chromium and waits until it is loaded. */
export async function openInChromium(file: string, options: OpenInChromiumOptions): Promise<BrowserPage> {
  const { width, height, hash = '' } = options;
  const browser = await chromium.launch({
    executablePath: findChromium(),
    args: OFFLINE,
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: 120_000,
  });
  try {
    const page = await browser.newPage({ viewport: { width, height }, isMobile: width < 600 });
    page.setDefaultTimeout(120_000);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(`${pathToFileURL(file).href}${hash}`);
    return {
      page,
      problems,
      evaluate: <T>(expression: string) => page.evaluate<T>(expression),
      press: async (...keys) => {
        for (const key of keys) await page.keyboard.press(key);
      },
      [Symbol.asyncDispose]: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function findChromium(): string {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined) throw new Error('Chromium is not installed; `sh scripts/setup test` installs it');
  return program;
}
