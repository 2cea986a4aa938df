/** Converts seconds to milliseconds. */
export const seconds = (n: number): number => n * 1000;
/** Converts minutes to milliseconds. */
export const minutes = (n: number): number => n * 60_000;
/** Converts hours to milliseconds. */
export const hours = (n: number): number => n * 3_600_000;

/** Converts days to milliseconds. */
export const days = (n: number): number => n * 86_400_000;

/** Formats a duration for people: `340 ms`, `12.3 s`, `4 min 05 s`, `2 h 03 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const totalSeconds = Math.round(ms / 1000);
  const pad = (n: number): string => String(n).padStart(2, '0');
  if (totalSeconds < 3600) return `${Math.floor(totalSeconds / 60)} min ${pad(totalSeconds % 60)} s`;
  return `${Math.floor(totalSeconds / 3600)} h ${pad(Math.floor((totalSeconds % 3600) / 60))} min`;
}

/** Formats a size: `340 B`, `12 KiB`, `3.4 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
