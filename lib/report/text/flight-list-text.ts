import type { ListedFlight } from '../../record/flights/list-flights.ts';
import { formatTable } from './format-table.ts';

/** Formats flights as a table: branch, blessing, time of start, and numbers of jobs by status. */
export function formatFlights(flights: readonly ListedFlight[]): string {
  if (flights.length === 0) return 'There are no flights.';
  return formatTable(['flight', 'branch', 'blessing', 'started', 'jobs'], flights.map(toRow));
}

const toRow = ({ flight, branch, blessing, intended, startedAt, jobs }: ListedFlight): readonly string[] => [
  String(flight),
  branch,
  intended === null || intended === blessing ? blessing : `${blessing}, for ${intended}`,
  startedAt === null ? '-' : startedAt.toISOString().slice(0, 19).replace('T', ' '),
  Object.entries(jobs)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ') || 'none',
];
