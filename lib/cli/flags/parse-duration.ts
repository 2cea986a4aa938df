import { UsageError } from '../../errors/usage-error.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a duration such as `90s`, `30m`, `2h` or `1h30m`; returns milliseconds. @throws UsageError (`USAGE`, blame operator) */
export function parseDuration(text: string): number {
  const parts = /^(?:\d{1,6}(?:\.\d{1,3})?[smhd])+$/.test(text) ? [...text.matchAll(/([\d.]+)([smhd])/g)] : [];
  const ms = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0);
  if (ms <= 0) throw new UsageError(`"${text}": write a duration, such as 90s, 30m or 2h`);
  return ms;
}
