import test from 'ava';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { pollUntil } from '../../util/poll.ts';
import { createMirrorGateway } from './mirror-gateway.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface TestGateway extends AsyncDisposable {
  readonly packages: string;
  readonly asked: string[];
  readonly upstream: Server;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
}

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

/** A gateway before a mirror that answers with the path asked for; `*cut.deb` breaks off, `*missing*` is not there. */
async function startGateway(): Promise<TestGateway> {
  const asked: string[] = [];
  const upstream = createServer(({ url = '', headers }, response) => {
    asked.push(url);
    if (url.includes('missing')) response.writeHead(404).end('no such file');
    else if (url.endsWith('cut.deb')) {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('only this', () => response.destroy());
    } else if (headers.range !== undefined) response.writeHead(206, { 'content-range': 'bytes 2-4/5' }).end('nge');
    else response.writeHead(200, { 'content-length': Buffer.byteLength(url) }).end(url);
  }).listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const packages = await mkdtemp(join(tmpdir(), 'osstest-packages-'));
  const root = `http://127.0.0.1:${portOf(upstream)}`;
  const gateway = createMirrorGateway({ archive: `${root}/a/debian`, security: `${root}/security` }, packages);
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  return {
    packages,
    asked,
    upstream,
    get: async (path, headers = {}) => {
      const sent = request({ port: portOf(gateway), host: '127.0.0.1', path, headers }).end();
      const [answered] = await once(sent, 'response');
      return { status: answered.statusCode, headers: answered.headers, body: await text(answered) };
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of [gateway, upstream]) {
        server.closeAllConnections();
        server.close();
      }
      await rm(packages, { recursive: true });
    },
  };
}

test('the gateway gives files of both archives', async (t) => {
  await using gateway = await startGateway();
  t.is((await gateway.get('/debian/dists/bookworm/InRelease')).body, '/a/debian/dists/bookworm/InRelease');
  t.is((await gateway.get('/debian-security/dists/x/InRelease')).body, '/security/dists/x/InRelease');
  t.is((await gateway.get('http://10.0.2.100/debian/ls-lR')).body, '/a/debian/ls-lR', 'asked as a proxy');
});

/** An answer may be whole before its copy in the cache has its name, or is gone. */
const untilKept = ({ packages }: { readonly packages: string }, wanted: readonly string[]): Promise<true> =>
  pollUntil(
    async () => {
      const kept = await readdir(join(packages, 'debian/pool'));
      return kept.join() === wanted.join() ? { done: true } : { waiting: kept.join() };
    },
    { subject: 'package cache', timeoutMs: 5000, intervalMs: 20 },
  );

test('the gateway fetches a package once, an index each time', async (t) => {
  await using gateway = await startGateway();
  const [deb, index] = ['/debian/pool/main/h/hello/hello_1%3a2_amd64.deb', '/debian/dists/bookworm/Release'];
  for (let time = 0; time < 2; time++) {
    t.is((await gateway.get(deb)).body, `/a${deb}`);
    t.is((await gateway.get(index)).body, `/a${index}`);
  }
  t.deepEqual(gateway.asked, [`/a${deb}`, `/a${index}`, `/a${index}`]);
});

test('the gateway sends the same package to concurrent clients', async (t) => {
  await using gateway = await startGateway();
  const path = '/debian/pool/many.deb';
  const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.get(path)));
  t.true(answers.every(({ body }) => body === `/a${path}`));
  await untilKept(gateway, ['many.deb']);
  t.pass();
});

test('the gateway keeps nothing of a package that broke off, and breaks off as well', async (t) => {
  await using gateway = await startGateway();
  await t.throwsAsync(gateway.get('/debian/pool/cut.deb'));
  await untilKept(gateway, []);
  t.pass();
});

test('the gateway hands on what is not there, and parts of files', async (t) => {
  await using gateway = await startGateway();
  t.like(await gateway.get('/debian/pool/missing.deb'), { status: 404, body: 'no such file' });
  t.like(await gateway.get('/debian/dists/range', { range: 'bytes=2-' }), { status: 206, body: 'nge' });
});

test('the gateway refuses everything that is not in the archives', async (t) => {
  await using gateway = await startGateway();
  for (const path of [
    '/',
    '/etc/passwd',
    '/debian/../secret',
    '/debian/%2e%2e/secret',
    '/debian-security/../../x.deb',
    `http://127.0.0.1:${portOf(gateway.upstream)}/secret`,
  ]) {
    t.is((await gateway.get(path)).status, 403, path);
  }
  t.deepEqual(gateway.asked, []);
});

test('the gateway reports that the mirror does not answer', async (t) => {
  await using gateway = await startGateway();
  gateway.upstream.closeAllConnections();
  await new Promise((resolve) => gateway.upstream.close(resolve));
  const { status, body } = await gateway.get('/debian/dists/bookworm/InRelease');
  t.is(status, 502);
  t.regex(body, /package mirror: .*ECONNREFUSED/);
});

test('the gateway program serves the connection that is its standard input, and ends with it', async (t) => {
  await using gateway = await startGateway();
  const mirror = `http://127.0.0.1:${portOf(gateway.upstream)}/a/debian`;
  const listener = createTcpServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect(portOf(listener), '127.0.0.1');
  const [connection] = await once(listener, 'connection');
  const program = new URL('mirror-gateway-main.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import=tsx', program, gateway.packages, mirror], {
    stdio: [connection, connection, 'inherit'],
  });
  const ended = once(child, 'exit');
  connection.destroy();
  listener.close();
  client.write(
    'GET /debian/one HTTP/1.1\r\nHost: x\r\n\r\nGET /debian/two HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  );
  const answered = await text(client);
  t.deepEqual(answered.match(/\/a\/debian\/(one|two)/g), ['/a/debian/one', '/a/debian/two']);
  t.deepEqual(await ended, [0, null]);
});
