import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';

/** The part of a configured host that booking needs. */
export interface HostRegistration {
  readonly name: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

const addHosts = sql<{ names: readonly string[] }, { name: string }>('coordination/add-hosts');
/** Replaces all flags of hosts. */
export const setFlags = sql<{ hosts: string }>('coordination/set-host-flags');
/** Replaces all properties of hosts. */
export const setProperties = sql<{ hosts: string }>('coordination/set-host-properties');

/**
 * Copies the hosts of the configuration to the database. New hosts are free. Flags and properties become exactly the
 * configured ones. Owners and other hosts do not change.
 *
 * Returns the names of the new hosts.
 * @throws QueryError, DatabaseLostError
 * Source: config key hosts; tables resources, hostflags, resource_properties.
 */
export async function syncHosts(db: Queryable, definitions: readonly HostRegistration[]): Promise<string[]> {
  if (definitions.length === 0) return [];
  const hosts = JSON.stringify(definitions.map(({ name, flags, properties }) => ({ name, flags, properties })));
  return serializable(
    db,
    async (tx) => {
      const added = await many(tx, addHosts, { names: definitions.map(({ name }) => name) });
      await none(tx, setFlags, { hosts });
      await none(tx, setProperties, { hosts });
      return added.map(({ name }) => name);
    },
    { isRepeatable: true },
  );
}
