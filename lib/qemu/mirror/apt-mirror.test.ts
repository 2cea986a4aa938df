import test from 'ava';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LabSetupError } from '../../errors/lab-errors.ts';
import { findAptMirror, parseDeb822Sources, parseOneLineSources } from './apt-mirror.ts';

/** A folder like /etc/apt with these files. */
async function etcApt(files: Readonly<Record<string, string>>): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'osstest-apt-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

test('parseOneLineSources reads deb lines with and without options, and leaves out the rest', (t) => {
  const text = [
    '# deb http://old.example/debian bookworm main',
    'deb [arch=amd64 signed-by=/k.gpg] http://a.example/debian bookworm main contrib # note',
    'deb-src http://a.example/debian bookworm main',
    '  deb http://a.example/debian-security bookworm-security main',
  ].join('\n');
  t.deepEqual(parseOneLineSources(text), [
    { uri: 'http://a.example/debian', suite: 'bookworm', components: ['main', 'contrib'] },
    { uri: 'http://a.example/debian-security', suite: 'bookworm-security', components: ['main'] },
  ]);
});

test('parseDeb822Sources gives each URI with each suite, over folded lines and comments', (t) => {
  const text = [
    'Types: deb deb-src',
    '# URIs: http://old.example/debian',
    'URIs: http://a.example/debian',
    '  http://b.example/debian',
    'Suites: bookworm bookworm-updates',
    'Components: main',
    '',
    'Types: deb',
    'Enabled: no',
    'URIs: http://c.example/debian',
    'Suites: bookworm',
    'Components: main',
  ].join('\n');
  t.deepEqual(
    parseDeb822Sources(text).map(({ uri, suite }) => `${uri} ${suite}`),
    [
      'http://a.example/debian bookworm',
      'http://a.example/debian bookworm-updates',
      'http://b.example/debian bookworm',
      'http://b.example/debian bookworm-updates',
    ],
  );
});

test("findAptMirror finds Debian's own archives among those of others", async (t) => {
  await using apt = await etcApt({
    'sources.list': 'deb https://tools.example/linux/debian bookworm stable\n',
    'sources.list.d/a.list': 'deb cdrom:[disc]/debian bookworm main\n',
    'sources.list.d/debian.sources':
      'Types: deb\nURIs: http://mirror.example/debian/\nSuites: bookworm\nComponents: main\n\n' +
      'Types: deb\nURIs: http://mirror.example/debian-security\nSuites: bookworm-security\nComponents: main\n',
    'sources.list.d/old.list.disabled': 'deb http://wrong.example/debian bookworm main\n',
  });
  t.deepEqual(await findAptMirror(null, apt.path), {
    archive: 'http://mirror.example/debian',
    security: 'http://mirror.example/debian-security',
  });
});

test('findAptMirror names the files that it read when the machine has no Debian archive', async (t) => {
  await using apt = await etcApt({ 'sources.list': 'deb cdrom:[disc]/debian bookworm main\n' });
  const error = await t.throwsAsync(findAptMirror(null, apt.path), {
    instanceOf: LabSetupError,
    code: 'LAB_SETUP_INCOMPLETE',
  });
  t.true(error.message.includes(apt.path));
});

test('findAptMirror takes a configured mirror as it is', async (t) => {
  t.deepEqual(await findAptMirror('http://local.example/mirror/debian/'), {
    archive: 'http://local.example/mirror/debian',
    security: 'http://local.example/mirror/debian-security',
  });
});
