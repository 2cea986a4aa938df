import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { SshConnection, WaitOptions } from '../../../typings/wire.ts';
import { FileCopyError, type FileCopyFailure } from '../../errors/command-errors.ts';
import { describeError } from '../../errors/osstest-error.ts';
import { replaceFile } from '../../util/atomic-file.ts';
import { minutes, seconds } from '../../util/units.ts';
import { inSlot, runOnKeptLink, type RunnerParts } from './command-runner.ts';
import {
  READ_IS_DIRECTORY,
  READ_NOT_FOUND,
  readScript,
  removeTemporaryScript,
  writeScript,
  type WriteScriptOptions,
} from './copy-scripts.ts';
import { ENDED_ON_REQUEST } from './end-remote.ts';
import { createOutputTail } from './output-tail.ts';
import type { CommandEnd, CommandIo } from './ssh-command.ts';

/** The part of SshConnection that copies files. */
export type FileCopier = Pick<SshConnection, 'putFile' | 'getFile' | 'writeFile' | 'readFile'>;

const DEFAULT_TIMEOUT_MS = minutes(15);
const SMALL_FILE_BYTES = 64 * 1024 * 1024;
/** Time limit for the removal of a killed copy's file. */
const CLEAN_UP_MS = seconds(5);
const READ_AT_ONCE = 512 * 1024;
/** Maximum size of content that fits into the command line of a lane. */
const INLINE_BYTES = 1500;

interface Copy {
  readonly parts: RunnerParts;
  readonly remotePath: string;
  /** Description for messages, such as `copy of a.tar to /root/a.tar`. */
  readonly attempt: string;
  readonly options: WaitOptions;
}

/** Returns functions that copy through stdin and stdout of a command: guests have no sftp, and it is as fast as scp. */
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
  await runWrite(copy, { ...modes, path: copy.remotePath, content: data, temporaryName: newName() });
  copy.parts.emitter?.progress(`${copy.attempt}: ${data.length} bytes`);
}

async function writeStream(copy: Copy, open: () => Readable | Uint8Array, bytes: number, modes: Modes): Promise<void> {
  await runWrite(copy, { ...modes, path: copy.remotePath, content: bytes, temporaryName: newName() }, open);
  copy.parts.emitter?.progress(`${copy.attempt}: ${bytes} bytes`);
}

async function runWrite(copy: Copy, write: WriteScriptOptions, open?: () => Readable | Uint8Array): Promise<void> {
  const onCut = async (fate: string): Promise<void> => {
    if (fate === ENDED_ON_REQUEST) return; // the trap of the script has removed the file
    const io = { stdout: () => undefined, onStderr: () => undefined, timeoutMs: CLEAN_UP_MS, clock: copy.parts.clock };
    await runOnKeptLink(copy.parts, removeTemporaryScript(write), io).catch(() => undefined); // it has failed
  };
  const input = (): Partial<CommandIo> => (open === undefined ? {} : { stdin: open() });
  const end = await run(copy, writeScript(write), () => ({ ...input(), stdout: () => undefined }), onCut);
  if (end.exitCode !== 0) failCopy(copy, whyOf(end));
}

const newName = (): string => `.osstest-new-${randomBytes(6).toString('hex')}`;

async function getFile(copy: Copy, localPath: string): Promise<void> {
  try {
    const bytes = await replaceFile(localPath, (temporary) => readInto(copy, temporary));
    copy.parts.emitter?.progress(`${copy.attempt}: ${bytes} bytes`);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) failCopy(copy, describeError(error), error);
    throw error;
  }
}

async function readInto(copy: Copy, path: string): Promise<number> {
  const sink = (await open(path, 'wx')).createWriteStream({ highWaterMark: 4 * READ_AT_ONCE });
  const written = finished(sink);
  written.catch(() => undefined);
  try {
    await read(copy, sink);
    await written;
    return sink.bytesWritten;
  } catch (error) {
    sink.destroy();
    await written.catch(() => undefined);
    throw error;
  }
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

async function run(
  copy: Copy,
  script: string,
  streams: () => Pick<CommandIo, 'stdin' | 'stdout'>,
  onCut: (fate: string) => Promise<void> = async () => undefined,
): Promise<CopyEnd> {
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
  if (end.cut !== null) await onCut(end.cut.fate);
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
