/** Returns a time since the job's start, such as `+0:07.250` or `+1:02:07.250`. */
export function formatOffset(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const total = Math.abs(Math.round(ms));
  const rest = `${pad(Math.floor(total / 1000) % 60)}.${pad(total % 1000, 3)}`;
  const minutes = Math.floor(total / 60_000);
  return minutes < 60 ? `${sign}${minutes}:${rest}` : `${sign}${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}

/** Returns a duration for a table cell, such as `<1s`, `12s`, `4m` or `2h`. */
export function shortDuration(ms: number): string {
  if (ms < 950) return '<1s';
  if (ms < 59_500) return `${Math.round(ms / 1000)}s`;
  if (ms < 5_970_000) return `${Math.round(ms / 60_000)}m`;
  return `${Math.round(ms / 3_600_000)}h`;
}

/** Returns a time in UTC, such as `2026-11-23 09:22:09`. */
export const formatUtc = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
