import type { FlightFiles } from '../../../typings/report.ts';

/** Returns lines for the reader about the expiry or the pin of a flight's files; none if the files are only stashed. */
export function fileLines(files: FlightFiles | null): readonly string[] {
  if (files === null) return [];
  const { expiredAt, pinnedBy, pinnedWhy } = files;
  if (expiredAt !== null) return [`files expired on ${expiredAt.toISOString().slice(0, 10)}`];
  return pinnedBy === null ? [] : [`files pinned by ${pinnedBy}: ${pinnedWhy}`];
}
