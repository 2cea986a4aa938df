import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { SshConnection, WaitOptions } from '../../../typings/wire.ts';
import { FileCopyError, type FileCopyFailure } from '../../errors/command-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { minutes } from '../../util/units.ts';
import { inSlot, runOnKeptLink, type RunnerParts } from './command-runner.ts';
import { READ_IS_DIRECTORY, READ_NOT_FOUND, readScript, writeScript } from './copy-scripts.ts';
import { createOutputTail } from './output-tail.ts';
import type { CommandEnd, CommandIo } from './run-command.ts';

/** The part of SshConnection that copies files. */
export type FileCopier = Pick<SshConnection, 'putFile' | 'getFile' | 'writeFile' | 'readFile'>;

const DEFAULT_TIMEOUT_MS = minutes(15);
const SMALL_FILE_BYTES = 64 * 1024 * 1024;
const READ_AT_ONCE = 512 * 1024;
/** What fits into a command line that a lane takes. */
const INLINE_BYTES = 1500;

interface Copy {
  readonly parts: RunnerParts;
  readonly remotePath: string;
  /** Such as `copy of a.tar to /root/a.tar`. */
  readonly attempt: string;
  readonly options: WaitOptions;
}

/** Copies through a command's stdin and stdout: guests have no sftp, and it is as fast as scp. */
export function createFileCopier(parts: RunnerParts): FileCopier {
  return {
    putFile: async (localPath, remotePath, options = {}) => {
      const copy: Copy = { parts, remotePath, attempt: `copy of ${localPath} to ${remotePath}`, options };
      await using file = await open(localPath).catch((cause: unknown) => failCopy(copy, describeError(cause), cause));
      const { size, mode } = await file.stat();
      const modes = { mode: options.mode, newMode: mode & 0o777 };
      if (size <= INLINE_BYTES) return await write(copy, await file.readFile(), modes);
      await writeStream(copy, () => file.createReadStream({ end: size - 1, highWaterMark: READ_AT_ONCE }), size, modes);
    },
    writeFile: async (remotePath, data, options = {}) => {
      const copy: Copy = { parts, remotePath, attempt: `write of ${remotePath}`, options };
      await write(copy, Buffer.from(data), { mode: options.mode, newMode: 0o644 });
    },
    getFile: async (remotePath, localPath, options = {}) => {
      await getFile({ parts, remotePath, attempt: `copy of ${remotePath} to ${localPath}`, options }, localPath);
    },
    readFile: async (remotePath, options = {}) => {
      const copy: Copy = { parts, remotePath, attempt: `read of ${remotePath}`, options };
      const content = createOutputTail(SMALL_FILE_BYTES);
      await read(copy, (chunk) => content.append(chunk));
      if (content.isCut) return failCopy(copy, `it is larger than ${SMALL_FILE_BYTES} bytes; use getFile`);
      return content.bytes();
    },
  };
}

interface Modes {
  readonly mode: number | undefined;
  readonly newMode: number;
}

async function write(copy: Copy, data: Uint8Array, modes: Modes): Promise<void> {
  if (data.length > INLINE_BYTES) return writeStream(copy, () => data, data.length, modes);
  const script = writeScript({ ...modes, path: copy.remotePath, content: data, temporaryName: newName() });
  expectWritten(copy, data.length, await run(copy, script, () => ({ stdout: () => undefined })));
}

async function writeStream(copy: Copy, open: () => Readable | Uint8Array, bytes: number, modes: Modes): Promise<void> {
  const script = writeScript({ ...modes, path: copy.remotePath, content: bytes, temporaryName: newName() });
  const end = await run(copy, script, () => ({ stdin: open(), stdout: () => undefined }));
  expectWritten(copy, bytes, end);
}

const newName = (): string => `.osstest-new-${randomBytes(6).toString('hex')}`;

function expectWritten(copy: Copy, bytes: number, end: CopyEnd): void {
  if (end.exitCode !== 0) failCopy(copy, whyOf(end));
  copy.parts.emitter?.progress(`${copy.attempt}: ${bytes} bytes`);
}

async function getFile(copy: Copy, localPath: string): Promise<void> {
  const temporary = `${localPath}.new.${randomBytes(6).toString('hex')}`;
  const failLocally = (cause: unknown): never => failCopy(copy, describeError(cause), cause);
  const file = await open(temporary, 'wx').catch(failLocally);
  const sink = file.createWriteStream({ highWaterMark: 4 * READ_AT_ONCE });
  const written = finished(sink);
  written.catch(() => undefined);
  try {
    await read(copy, sink);
    await written;
    await rename(temporary, localPath).catch(failLocally);
  } catch (error) {
    sink.destroy();
    await written.catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  copy.parts.emitter?.progress(`${copy.attempt}: ${sink.bytesWritten} bytes`);
}

async function read(copy: Copy, stdout: ((chunk: Buffer) => void) | Writable): Promise<void> {
  const end = await run(copy, readScript(copy.remotePath), () => ({ stdout }));
  if (end.exitCode === READ_NOT_FOUND) failCopy(copy, 'no such file', undefined, 'not-found');
  if (end.exitCode === READ_IS_DIRECTORY) failCopy(copy, 'it is a directory');
  if (end.exitCode !== 0) failCopy(copy, whyOf(end));
}

interface CopyEnd extends CommandEnd {
  readonly stderr: string;
}

async function run(copy: Copy, script: string, streams: () => Pick<CommandIo, 'stdin' | 'stdout'>): Promise<CopyEnd> {
  const { parts, options } = copy;
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const stderr = createOutputTail(4096);
  const end = await inSlot(parts, options.signal, () =>
    runOnKeptLink(parts, script, {
      ...streams(),
      timeoutMs,
      signal: options.signal,
      clock: parts.clock,
      onStderr: (chunk) => stderr.append(chunk),
    }),
  );
  if (end.cut?.by === 'abort') throw options.signal?.reason;
  if (end.cut?.by === 'timeout') failCopy(copy, `not within ${timeoutMs / 1000} s`, undefined, 'timed-out');
  if (end.cut !== null) failCopy(copy, describeError(end.cut.streamError), end.cut.streamError);
  return { ...end, stderr: stderr.text() };
}

const whyOf = (end: CopyEnd): string => {
  const lines = end.stderr.trim().split('\n').slice(-2).join('; ');
  return lines === '' ? `the shell ended with ${end.signal ?? end.exitCode}` : lines;
};

function failCopy(copy: Copy, why: string, cause?: unknown, reason: FileCopyFailure = 'failed'): never {
  const { remotePath, attempt, parts } = copy;
  throw new FileCopyError(
    parts.target.name,
    { remotePath, attempt, reason },
    why,
    cause === undefined ? {} : { cause },
  );
}
