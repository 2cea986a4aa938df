import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describeError } from '../../errors/osstest-error.ts';
import type { AptMirror } from './apt-mirror.ts';

/** Address of the gateway in a host's network. */
export const GATEWAY_ADDRESS = '10.0.2.100';

/** The mirror in the apt sources of hosts: neither hosts nor images know this machine's mirror. */
export const GATEWAY_URL = `http://${GATEWAY_ADDRESS}`;

/** Returns the folder in which fetched packages are stored. */
export const packagesDir = (cacheDir: string): string => join(cacheDir, 'packages');

/**
 * Creates the gateway through which hosts read `/debian/...` and `/debian-security/...` from this machine's mirror. Hosts
 * reach nothing else outside. Packages are stored in `packagesDirectory`: a name in the pool never changes its content.
 *
 * The server does not listen: pass it connections (`emit('connection', stream)`), or call `listen` with the loopback.
 */
export function createMirrorGateway(mirror: AptMirror, packagesDirectory: string): Server {
  return createServer((request, response) => {
    answer(mirror, packagesDirectory, request, response).catch((error: unknown) => {
      // After the headers, only a closed connection shows apt that the rest is missing.
      if (response.headersSent) response.destroy();
      else refuse(response, 502, `package mirror: ${describeError(error)}`);
    });
  });
}

async function answer(
  mirror: AptMirror,
  packagesDirectory: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // The image builder uses the gateway as a proxy and sends absolute URLs; only the path is used.
  const { pathname } = new URL(request.url ?? '/', GATEWAY_URL);
  const upstream = upstreamUrl(mirror, pathname);
  if (upstream === null) return refuse(response, 403, 'not a Debian archive');
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET and HEAD');
  if (!pathname.endsWith('.deb') || request.method === 'HEAD') return passThrough(upstream, request, response);
  const cachePath = join(packagesDirectory, pathname);
  if (!(await sendCached(cachePath, response))) await fetchAndStore(upstream, cachePath, response);
}

/** Maps a path to the mirror. `URL` has already resolved `..`, so a path below an archive's root stays there. */
function upstreamUrl(mirror: AptMirror, pathname: string): string | null {
  const roots = { '/debian/': mirror.archive, '/debian-security/': mirror.security };
  for (const [prefix, root] of Object.entries(roots)) {
    if (pathname.startsWith(prefix) && root !== null) return `${root}/${pathname.slice(prefix.length)}`;
  }
  return null;
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${reason}\n`);
}

async function passThrough(upstream: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const names = ['range', 'if-range', 'if-modified-since', 'cache-control'];
  const headers = Object.fromEntries(
    names.flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])),
  );
  const answered = await fetchUpstream(upstream, request.method ?? 'GET', headers);
  response.writeHead(answered.statusCode ?? 502, keptHeaders(answered));
  await pipeline(answered, response);
}

async function sendCached(path: string, response: ServerResponse): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null) return false;
  response.writeHead(200, { 'content-length': found.size, 'last-modified': found.mtime.toUTCString() });
  await pipeline(createReadStream(path), response);
  return true;
}

/** Sends the package while fetching it, because apt gives up on a silent server. Only a complete file enters the cache. */
async function fetchAndStore(upstream: string, cachePath: string, response: ServerResponse): Promise<void> {
  const answered = await fetchUpstream(upstream, 'GET', {});
  response.writeHead(answered.statusCode ?? 502, keptHeaders(answered));
  const length = Number(answered.headers['content-length']);
  if (answered.statusCode !== 200 || Number.isNaN(length)) return pipeline(answered, response);
  const temporary = `${cachePath}.new.${randomBytes(6).toString('hex')}`;
  await mkdir(dirname(cachePath), { recursive: true });
  const file = await open(temporary, 'wx');
  try {
    await pipeline(
      answered,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          await file.appendFile(chunk);
          yield chunk;
        }
        if ((await file.stat()).size === length) await rename(temporary, cachePath);
      },
      response,
    );
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}

async function fetchUpstream(url: string, method: string, headers: Record<string, unknown>): Promise<IncomingMessage> {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const request = send(url, { method, headers: headers as Record<string, string>, timeout: 30_000 });
  request.once('timeout', () => request.destroy(new Error('no answer within 30 s')));
  request.end();
  const [answered] = (await once(request, 'response')) as [IncomingMessage];
  return answered;
}

function keptHeaders(answered: IncomingMessage): Record<string, string> {
  const names = ['content-length', 'content-type', 'content-range', 'last-modified', 'accept-ranges'];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = answered.headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
