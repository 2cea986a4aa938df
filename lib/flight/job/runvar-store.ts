import type { Runvars } from '../../../typings/flight.ts';
import type { RunvarStore } from '../../../typings/test.ts';
import { RunvarMissingError } from '../../errors/flight-errors.ts';

/**
 * Returns the runvars of a job for its tests.
 *
 * @param record - writes an output to the database.
 */
export function createRunvarStore(
  initial: Runvars,
  record: (name: string, value: string) => Promise<void>,
): RunvarStore {
  const values = new Map(Object.entries(initial));
  const get = (name: string): string | null => values.get(name) ?? null;
  return {
    get,
    require: (name) => {
      const value = get(name);
      if (value === null) throw new RunvarMissingError(name);
      return value;
    },
    guestVar: (guest, name) => get(`${guest}_${name}`) ?? get(`guests_${name}`),
    set: async (name, value) => {
      await record(name, value);
      values.set(name, value);
    },
    all: () => Object.fromEntries(values),
  };
}
