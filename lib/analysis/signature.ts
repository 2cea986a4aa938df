/** Number of last lines that make the signature of a failure without a crash. */
const LAST_LINES = 5;
const FRAMES = 3;
const MAX_CHARACTERS = 100_000;

/** Rules in their order; their matches differ from run to run. */
const VOLATILE: readonly (readonly [RegExp, string])[] = [
  [/\p{Cc}\[[0-9;?]*[A-Za-z]/gu, ''],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?/g, 'TIME'],
  [
    /\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\w{3} )?[ \d]\d(?: \w{3})?(?: \d{4})? \d\d:\d\d:\d\d(?: \w+)?(?: \d{4})?/g,
    'TIME',
  ],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d+)?/g, 'TIME'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, 'UUID'],
  [/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi, 'MAC'],
  [/\b(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|org|net|local|lan|internal|localdomain|test|invalid)\b/gi, 'NAME'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, 'ADDRESS'],
  [/\/(?:tmp|var\/tmp|home|root)\/[^\s:'"]*/g, 'PATH'],
  [/\b0x[0-9a-f]+\b/gi, 'N'],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b/gi, 'N'],
  [/\d+(?:[.,]\d+)*/g, 'N'],
  [/\s+/g, ' '],
];

/** The prefix of each line that a kernel or Xen prints on its console. */
const PREFIX = /^(?:\(XEN\) *)?(?:\[[ \d.:T-]*\] *)?/;

const CRASH =
  /\bBUG: |\b(?:panic|oops|segmentation fault|sigsegv|assertion|assert(?:ion)? failed|fatal trap|double fault|AddressSanitizer|Traceback|general protection)\b/i;
const FRAME = /^(?:#\d+\s|at |File "|(?:\[<[^>]*>\] )?(?:[RFS] )?[\w.$]+\+0x[0-9a-f]+\/0x[0-9a-f]+)/i;

/**
 * Returns what identifies a failure in its output: the last lines, or for a crash its line and the first frames of the
 * stack. Removes numbers, addresses, times, and names of hosts. Two outputs of the same failure give the same text.
 *
 * @param hosts - Further names to remove.
 */
export function failureSignature(output: string, hosts: readonly string[] = []): string {
  const lines = output
    .slice(-MAX_CHARACTERS)
    .split(/\r?\n|\r/)
    .map((line) => line.trim().replace(PREFIX, ''))
    .filter((line) => line !== '');
  const crash = lines.findIndex((line) => CRASH.test(line));
  const chosen = crash < 0 ? lines.slice(-LAST_LINES) : [lines[crash]!, ...framesAfter(lines, crash)];
  return chosen.map((line) => normalise(line, hosts)).join('\n');
}

function framesAfter(lines: readonly string[], crash: number): readonly string[] {
  return lines
    .slice(crash + 1)
    .filter((line) => FRAME.test(line))
    .slice(0, FRAMES);
}

function normalise(line: string, hosts: readonly string[]): string {
  const withoutHosts = hosts.reduce((text, host) => (host === '' ? text : text.replaceAll(host, 'NAME')), line);
  return VOLATILE.reduce((text, [pattern, word]) => text.replace(pattern, word), withoutHosts.slice(0, 400)).trim();
}
