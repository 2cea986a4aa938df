import { once } from 'node:events';
import process from 'node:process';
import { splitLines, spawnTied } from '../../util/subprocess.ts';
import { compileCopy } from './compile-copy.ts';
import type { HarnessOrders, HarnessReport } from './harness-orders.ts';

/** A process of a crash lab. */
export interface LabProcess {
  readonly name: string;
  readonly pid: number;
  readonly isAlive: boolean;
  kill(signal: NodeJS.Signals): void;
  /** Writes a line to its stdin. */
  write(text: string): void;
  /** Closes its stdin. */
  endInput(): void;
  readonly ended: Promise<void>;
  /** The last lines of its stderr. */
  readonly log: readonly string[];
}

/** Starts a program, which is killed when this process exits. `onLine` is called with each line of its stdout. */
export function startLabProcess(
  name: string,
  words: readonly string[],
  onLine: (line: string) => void = () => undefined,
): LabProcess {
  const child = spawnTied(words, { stdio: ['pipe', 'pipe', 'pipe'] });
  const log: string[] = [];
  let isAlive = true;
  child.stdout!.setEncoding('utf8').on('data', splitLines(onLine));
  child.stderr!.setEncoding('utf8').on(
    'data',
    splitLines((line) => {
      log.push(line);
      if (log.length > 200) log.shift();
    }),
  );
  child.stdin!.on('error', () => undefined); // it was killed
  child.once('exit', () => (isAlive = false));
  return {
    name,
    pid: child.pid ?? 0,
    get isAlive() {
      return isAlive;
    },
    kill: (signal) => void child.kill(signal),
    write: (text) => void child.stdin!.write(`${text}\n`),
    endInput: () => void child.stdin!.end(),
    ended: once(child, 'close').then(() => undefined),
    log,
  };
}

/** The programs of a crash lab. */
export interface Programs {
  /** Starts a daemon by its command line. */
  startDaemon(kind: 'owner' | 'queue', config: string, port?: number): LabProcess;
  /** Starts a harness. `enter` is a prefix of its command line. */
  startHarness(orders: HarnessOrders, onReport: (report: HarnessReport) => void, enter?: readonly string[]): LabProcess;
}

/** Omits all commands except those of the daemons. */
const isNeeded = (path: string): boolean => !/\/cli\/commands\/(?!daemon\/)/.test(path);

/** Compiles the programs into a folder. */
export async function makePrograms(folder: string): Promise<Programs> {
  const harness = 'lib/fault-injection/coordination/harness-main';
  const pathOf = await compileCopy(folder, ['lib/cli/main.ts', `${harness}.ts`], isNeeded);
  const command = pathOf('bin/osstest.js');
  return {
    startDaemon: (kind, config, port) => {
      const listen = port === undefined ? [] : ['--listen', `127.0.0.1:${port}`];
      const words = [process.execPath, command, 'daemon', kind, '--config', config, ...listen];
      return startLabProcess(`${kind} daemon`, words);
    },
    startHarness: (orders, onReport, enter = []) =>
      startLabProcess(
        orders.name,
        [...enter, process.execPath, pathOf(`${harness}.js`), JSON.stringify(orders)],
        (line) => onReport(JSON.parse(line) as HarnessReport),
      ),
  };
}
