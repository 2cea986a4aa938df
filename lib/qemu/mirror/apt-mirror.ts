import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabSetupError } from '../../errors/lab-errors.ts';
import { listNames } from '../../util/list-names.ts';
import { run } from '../../util/subprocess.ts';

/** The mirrors from which this machine's own apt gets Debian. Hosts use the same ones, through the mirror gateway. */
export interface AptMirror {
  /** The archive's root, such as `http://MIRROR/debian`. */
  readonly archive: string;
  /** Root of the security archive; null: none is configured. */
  readonly security: string | null;
}

/** One `deb` line, or one stanza's pair of URI and suite. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
}

/**
 * Returns the configured mirror, or finds the mirror of this machine.
 *
 * @param configured - Root of the archive; the security archive is expected beside it. null: reads apt's sources.
 *
 * @throws LabSetupError (`LAB_SETUP_INCOMPLETE`, blame lab) - no Debian archive over http(s) in the sources.
 *
 * Source: /etc/apt/sources.list, /etc/apt/sources.list.d/*.list and *.sources.
 */
export async function findAptMirror(configured: string | null, etcApt = '/etc/apt'): Promise<AptMirror> {
  if (configured !== null) return withSecurity(configured.replace(/\/+$/, ''));
  const parts = await listNames(join(etcApt, 'sources.list.d'));
  const files = ['sources.list', ...parts.map((name) => join('sources.list.d', name))];
  const sources: AptSource[] = [];
  for (const file of files.filter((name) => /\.(list|sources)$/.test(name))) {
    const text = await readFile(join(etcApt, file), 'utf8').catch(() => '');
    sources.push(...(file.endsWith('.sources') ? parseDeb822Sources(text) : parseOneLineSources(text)));
  }
  const mirror = pickMirror(sources);
  if (mirror !== null) return mirror;
  throw new LabSetupError(`package mirror: no Debian archive over http or https in ${etcApt}/sources.list*`);
}

const withSecurity = (archive: string): AptMirror => ({
  archive,
  security: archive.replace(/\/[^/]*$/, '/debian-security'),
});

/** Reads `deb [options] URI SUITE COMPONENT...` lines. */
export function parseOneLineSources(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    const [, uri, suite, components] = match ?? [];
    return uri === undefined || suite === undefined ? [] : [{ uri, suite, components: words(components) }];
  });
}

/** Reads stanzas of the deb822 format (`Types:`, `URIs:`, `Suites:`, `Components:`, `Enabled:`). */
export function parseDeb822Sources(text: string): AptSource[] {
  const withoutComments = text.replaceAll(/^#.*\n?/gm, '');
  return withoutComments.split(/\n\s*\n/).flatMap((stanza) => {
    const unfolded = stanza.replaceAll(/\n[ \t]+/g, ' ');
    const field = (name: string): string[] => words(new RegExp(`^${name}:(.*)$`, 'im').exec(unfolded)?.[1]);
    if (!field('Types').includes('deb') || field('Enabled')[0]?.toLowerCase() === 'no') return [];
    const components = field('Components');
    return field('URIs').flatMap((uri) => field('Suites').map((suite) => ({ uri, suite, components })));
  });
}

const words = (text = ''): string[] => text.split(/\s+/).filter((word) => word !== '');

/** Picks Debian's own archives by their paths: third-party archives may use the same suites and components. */
function pickMirror(sources: readonly AptSource[]): AptMirror | null {
  const usable = sources.filter(({ uri, components }) => /^https?:/.test(uri) && components.includes('main'));
  const root = (path: RegExp): string | null =>
    usable.map(({ uri }) => uri.replace(/\/+$/, '')).find((uri) => path.test(uri)) ?? null;
  const archive = root(/\/debian$/);
  return archive === null ? null : { archive, security: root(/\/debian-security$/) };
}

/**
 * Returns the date options of this machine's apt, as apt.conf text. A snapshot mirror is only usable with them.
 *
 * Source: `apt-config dump`.
 */
export async function readAptDateOptions(): Promise<string> {
  const { stdout } = await run(['apt-config', 'dump', 'Acquire::Check-Valid-Until', 'Acquire::Check-Date']);
  return stdout.trim();
}
