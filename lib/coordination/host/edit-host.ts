import type { Db } from '../../db/db.ts';
import { none } from '../../db/query.ts';
import { serializable } from '../../db/serializable.ts';
import { findHost } from './hold-host.ts';
import { setFlags, setProperties } from './sync-hosts.ts';

/** The changes of a host: first `set` and `add`, then `remove`. */
export interface HostEdit {
  readonly addFlags?: readonly string[] | undefined;
  readonly removeFlags?: readonly string[] | undefined;
  readonly setProperties?: Readonly<Record<string, string>> | undefined;
  readonly removeProperties?: readonly string[] | undefined;
}

/**
 * Changes flags and properties of a host. For a host in the configuration, the next synchronization restores those of
 * the configuration.
 *
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - the lab has no such host.
 * Source: tables hostflags, resource_properties.
 */
export function editHost(db: Db, name: string, edit: HostEdit): Promise<void> {
  return serializable(db, async (tx) => {
    const host = await findHost(tx, name);
    const flags = [...host.flags, ...(edit.addFlags ?? [])].filter((flag) => !edit.removeFlags?.includes(flag));
    const properties = Object.fromEntries(
      Object.entries({ ...host.properties, ...edit.setProperties }).filter(
        ([property]) => !edit.removeProperties?.includes(property),
      ),
    );
    const hosts = JSON.stringify([{ name, flags, properties }]);
    await none(tx, setFlags, { hosts });
    await none(tx, setProperties, { hosts });
  });
}
