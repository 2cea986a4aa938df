import { UsageError } from '../../errors/usage-error.ts';

/** Reads `NAME=VALUE` words into an object. @throws UsageError (`USAGE`, blame operator) */
export function parsePairs(flag: string, texts: readonly string[] | undefined): Record<string, string> {
  const pairs = (texts ?? []).map((text) => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`--${flag} ${text}: write NAME=VALUE, such as --${flag} xen=4a30a2b931ce`);
    }
    return [name, value] as const;
  });
  return Object.fromEntries(pairs);
}

/** Splits words at commas. */
export const parseList = (text: string): string[] => text.split(',').filter((word) => word !== '');

/** Reads the number of a flight. @throws UsageError (`USAGE`, blame operator) */
export function parseFlight(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`"${text}": a flight is a number`);
  return Number(text);
}

/** Reads a time: seconds since 1970, or ISO 8601. @throws UsageError (`USAGE`, blame operator) */
export function parseTime(text: string): Date {
  const time = /^\d+$/.test(text) ? new Date(Number(text) * 1000) : new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`"${text}": write seconds since 1970, or 2014-02-18T09:00:00Z`);
  return time;
}

/** Reads a count of one or more. @throws UsageError (`USAGE`, blame operator) */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError(`"${text}": write a count, such as 50`);
  return Number(text);
}
