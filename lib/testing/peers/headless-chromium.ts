import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { spawnTied } from '../../util/subprocess.ts';

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is installed; null: nowhere. */
export const findChromium = (): string | null => PROGRAMS.find((path) => existsSync(path)) ?? null;

/** A page in a browser without a window. */
export interface BrowserPage extends AsyncDisposable {
  /** Errors of scripts, and what the page's policy forbade. */
  readonly problems: readonly string[];
  /** Value of an expression, awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Presses keys: letters, or names such as `Enter`, `Escape`, `ArrowDown`, `Tab`. */
  press(...keys: readonly string[]): Promise<void>;
}

const FLAGS = [
  '--headless',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];

/** Opens a local file; resolves when it is loaded. */
export async function openInChromium(
  program: string,
  file: string,
  { width, height, hash = '' }: { readonly width: number; readonly height: number; readonly hash?: string },
): Promise<BrowserPage> {
  const profile = await mkdtemp(join(tmpdir(), 'osstest-chromium-'));
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawnTied([program, ...FLAGS, ...root, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const [, , , input, output] = child.stdio as unknown as [null, null, null, Writable, Readable];
  const devtools = speakDevtools(input, output);
  const close = async (): Promise<void> => {
    void devtools.call('Browser.close').catch(() => undefined);
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { targetId } = await devtools.call<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await devtools.call<{ sessionId: string }>('Target.attachToTarget', {
      targetId,
      flatten: true,
    });
    const call = <T>(method: string, params: object = {}): Promise<T> => devtools.call<T>(method, params, sessionId);
    await Promise.all(['Page.enable', 'Runtime.enable', 'Log.enable'].map((method) => call(method)));
    await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    const loaded = devtools.once('Page.loadEventFired');
    await call('Page.navigate', { url: `${pathToFileURL(file).href}${hash}` });
    await loaded;
    return browserPage(call, devtools.problems, close);
  } catch (error) {
    await close();
    throw error;
  }
}

type Call = <T>(method: string, params?: object) => Promise<T>;

function browserPage(call: Call, problems: readonly string[], close: () => Promise<void>): BrowserPage {
  return {
    problems,
    evaluate: async <T>(expression: string): Promise<T> => {
      const answer = await call<{ result: { value: T }; exceptionDetails?: unknown }>('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      if (answer.exceptionDetails !== undefined) throw new Error(JSON.stringify(answer.exceptionDetails));
      return answer.result.value;
    },
    press: async (...keys) => {
      for (const key of keys) {
        const text = key.length === 1 ? { text: key } : key === 'Enter' ? { text: '\r' } : {};
        await call('Input.dispatchKeyEvent', { type: 'keyDown', key, code: key, ...KEY_CODES[key], ...text });
        await call('Input.dispatchKeyEvent', { type: 'keyUp', key, code: key, ...KEY_CODES[key] });
      }
    },
    [Symbol.asyncDispose]: close,
  };
}

const KEY_CODES: Readonly<Record<string, { readonly windowsVirtualKeyCode: number }>> = {
  Enter: { windowsVirtualKeyCode: 13 },
  Tab: { windowsVirtualKeyCode: 9 },
  Escape: { windowsVirtualKeyCode: 27 },
};

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly exceptionDetails?: unknown; readonly entry?: { readonly text: string } };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** The DevTools protocol over two pipes: JSON messages, a zero byte behind each. */
function speakDevtools(input: Writable, output: Readable) {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const expected = new Map<string, () => void>();
  const problems: string[] = [];
  let lastId = 0;
  let rest = '';
  const take = (message: Message): void => {
    if (message.method === 'Runtime.exceptionThrown') problems.push(JSON.stringify(message.params?.exceptionDetails));
    if (message.method === 'Log.entryAdded') problems.push(message.params?.entry?.text ?? '');
    if (message.method !== undefined) expected.get(message.method)?.();
    const call = waiting.get(message.id ?? 0);
    waiting.delete(message.id ?? 0);
    if (message.error === undefined) call?.resolve(message.result);
    else call?.reject(new Error(message.error.message));
  };
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop() ?? '';
    for (const text of messages) take(JSON.parse(text) as Message);
  });
  output.on('close', () => {
    for (const call of waiting.values()) call.reject(new Error('chromium has ended'));
  });
  input.on('error', () => undefined); // told of by the close of the other pipe
  return {
    problems,
    once: (method: string) => new Promise<void>((resolve) => expected.set(method, resolve)),
    call: <T>(method: string, params: object = {}, sessionId?: string): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve: resolve as (value: unknown) => void, reject });
        input.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
      }),
  };
}
