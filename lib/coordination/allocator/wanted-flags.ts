import { BadRequestError } from '../../errors/coordination-errors.ts';

/** A condition on a host's properties. */
export interface HostCondition {
  readonly kind: 'PropMinVer';
  readonly property: string;
  /** The condition is met if the host lacks the property, or if this value is not below the property's. */
  readonly value: string;
}

/** The request of an ident. Source: runvars all_hostflags, IDENT_hostflags. */
export interface WantedFlags {
  readonly required: readonly string[];
  /** From `!FLAG`. */
  readonly excluded: readonly string[];
  /** From `share-TYPE`: the purpose for which the host may be shared. */
  readonly share: string | null;
  /** From `equiv-NAME`: all idents with the same name get hosts of one class. */
  readonly equiv: string | null;
  readonly conditions: readonly HostCondition[];
}

/**
 * Parses the flags that an ident requests.
 *
 * @throws BadRequestError (`BAD_HOST_REQUEST`, blame operator) - no flag, two shares, two classes, or an unknown
 * condition.
 */
export function parseWantedFlags(ident: string, flags: readonly string[]): WantedFlags {
  const all = flags.map((flag) => flag.trim()).filter((flag) => flag !== '');
  if (all.length === 0) throw new BadRequestError(`${ident}: requests no flag of its host`);
  const shares = all.filter((flag) => flag.startsWith('share-')).map((flag) => flag.slice('share-'.length));
  const equivs = all.filter((flag) => flag.startsWith('equiv-')).map((flag) => flag.slice('equiv-'.length));
  if (shares.length > 1)
    throw new BadRequestError(`${ident}: requests two shares of its host: ${shares.join(' and ')}`);
  if (equivs.length > 1) throw new BadRequestError(`${ident}: requests a host of two classes: ${equivs.join(', ')}`);
  const conditions = all.filter((flag) => /^\w+:/.test(flag)).map((flag) => parseCondition(ident, flag));
  const plain = all.filter((flag) => !/^(share-|equiv-|\w+:)/.test(flag));
  return {
    required: plain.filter((flag) => !flag.startsWith('!')),
    excluded: plain.filter((flag) => flag.startsWith('!')).map((flag) => flag.slice(1)),
    share: shares[0] ?? null,
    equiv: equivs[0] ?? null,
    conditions,
  };
}

function parseCondition(ident: string, flag: string): HostCondition {
  const [kind, property, value, ...rest] = flag.split(':');
  if (kind !== 'PropMinVer' || !property || value === undefined || rest.length > 0) {
    throw new BadRequestError(
      `${ident}: unknown condition "${flag}"; the known condition is PropMinVer:PROPERTY:VERSION`,
    );
  }
  return { kind, property, value };
}

/** Returns the requested flags and conditions that a host does not meet; empty: it meets the request. */
export function missingOf(
  wanted: Pick<WantedFlags, 'required' | 'excluded' | 'conditions'>,
  host: { readonly flags: readonly string[]; readonly properties: Readonly<Record<string, string>> },
): string[] {
  return [
    ...wanted.required.filter((flag) => !host.flags.includes(flag)),
    ...wanted.excluded.filter((flag) => host.flags.includes(flag)).map((flag) => `!${flag}`),
    ...wanted.conditions.flatMap(({ kind, property, value }) => {
      const found = host.properties[property];
      return found === undefined || compareVersions(value, found) >= 0 ? [] : [`${kind}:${property}:${value}`];
    }),
  ];
}

/** Compares two versions: runs of digits as numbers, the rest as text. */
function compareVersions(a: string, b: string): number {
  const parts = (version: string): string[] => version.match(/\d+|[a-z]+|[^a-z\d]+/gi) ?? [];
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [x, y] = [left[index], right[index]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    const numeric = /^\d/.test(x) && /^\d/.test(y);
    const order = numeric ? Number(x) - Number(y) : x < y ? -1 : Number(x > y);
    if (order !== 0) return order;
  }
  return 0;
}
