import { fail, type RunvarStore } from 'osstest';

/** Returns the size of a guest; undefined: the default of the distribution. Source: runvars GUEST_{memory,vcpus}, guests_*. */
export function guestSize(
  runvars: Pick<RunvarStore, 'guestVar'>,
  guest: string,
): { readonly memoryMiB: number | undefined; readonly vcpus: number | undefined } {
  const number = (name: string): number | undefined => {
    const value = runvars.guestVar(guest, name);
    if (value === null) return undefined;
    return /^[1-9]\d*$/.test(value)
      ? Number(value)
      : fail(`runvar ${guest}_${name}="${value}": want a whole number above 0`);
  };
  return { memoryMiB: number('memory'), vcpus: number('vcpus') };
}
