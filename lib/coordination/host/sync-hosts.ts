import type { Queryable } from '../../db/pg-promise.ts';
import { many, none } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { sql } from '../../db/sql.ts';

/** A host as the configuration describes it, as far as booking it goes. */
export interface HostRegistration {
  readonly name: string;
  readonly flags: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

const addHosts = sql<{ names: readonly string[] }, { name: string }>('coordination/add-hosts');
/** Sets all flags of hosts. */
export const setFlags = sql<{ hosts: string }>('coordination/set-host-flags');
/** Sets all properties of hosts. */
export const setProperties = sql<{ hosts: string }>('coordination/set-host-properties');

/**
 * Brings the hosts of the configuration into the database: new ones are free; flags and properties become exactly those
 * given. Who has a host is not touched, nor are other hosts.
 *
 * Returns the names of the hosts that are new.
 * @throws QueryError, DatabaseLostError
 * Source: config key hosts; tables resources, hostflags, resource_properties.
 */
export async function syncHosts(db: Queryable, definitions: readonly HostRegistration[]): Promise<string[]> {
  if (definitions.length === 0) return [];
  const hosts = JSON.stringify(definitions.map(({ name, flags, properties }) => ({ name, flags, properties })));
  return serializable(db, async (tx) => {
    const added = await many(tx, addHosts, { names: definitions.map(({ name }) => name) });
    await none(tx, setFlags, { hosts });
    await none(tx, setProperties, { hosts });
    return added.map(({ name }) => name);
  });
}
