import type { Queryable } from '../../db/pg-promise.ts';
import { many } from '../../db/query.ts';
import { sql } from '../../db/sql.ts';

/** The owner of a host. Source: tables tasks, resources. */
export interface HostOwner {
  readonly taskid: number;
  readonly type: string;
  readonly refkey: string;
  readonly live: boolean;
  readonly username: string | null;
  readonly comment: string | null;
  /** `FLIGHT.JOB IDENT`, or the text of a person. */
  readonly subtask: string;
  /** Milliseconds since 1970; null: unknown, since the allocation is older than this record. */
  readonly sinceMs: number | null;
}

/** A host of the lab. Source: tables resources, hostflags, resource_properties. */
export interface HostRow {
  readonly name: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  /** Changes with each change of the owner. */
  readonly generation: number | null;
  /** null: free. */
  readonly owner: HostOwner | null;
}

const listAll = sql<void, HostRow>('coordination/list-hosts');

/** Returns all hosts of the lab, by name. @throws QueryError, DatabaseLostError */
export const listHosts = (db: Queryable): Promise<HostRow[]> => many(db, listAll);

/** Describes the owner of a host in a few words. */
export function describeOwner({ type, refkey, subtask, username, comment }: HostOwner): string {
  if (type === 'magic') return refkey;
  const who = type === 'session' ? (username ?? refkey) : refkey;
  return [subtask === '' ? who : `${subtask} (${who})`, comment].filter(Boolean).join(': ');
}

/** Describes whether a host is free, or its owner and since when. */
export function describeUse({ owner }: HostRow): string {
  if (owner === null) return 'free';
  const since = owner.sinceMs === null ? '' : ` since ${new Date(owner.sinceMs).toISOString()}`;
  return `${describeOwner(owner)}${since}`;
}
