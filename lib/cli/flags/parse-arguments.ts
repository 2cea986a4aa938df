/** Reads the argument FLIGHT. @throws RangeError - with what was found and what is accepted. */
export function parseFlightNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`flight "${text}": write a number such as 12`);
  return Number(text);
}

/** Reads the flag TIMES. @throws RangeError - with what was found and what is accepted. */
export function parseTimes(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new RangeError(`"${text}": write a count from 1 to 99999`);
  return Number(text);
}

/** Reads the argument FLIGHT.JOB; any other word is a recipe. */
export function parseJobOrRecipe(
  text: string,
): { readonly flight: number; readonly job: string } | { readonly recipe: string } {
  const [, flight, job] = /^([1-9]\d{0,8})\.([^/]+)$/.exec(text) ?? [];
  return flight === undefined || job === undefined ? { recipe: text } : { flight: Number(flight), job };
}

/** Reads the argument NAME=VALUE. @throws RangeError - with what was found and what is accepted. */
export function parseRunvar(text: string): readonly [string, string] {
  const match = /^([A-Za-z0-9_]+)=(.*)$/s.exec(text);
  if (match === null)
    throw new RangeError(`runvar "${text}": write NAME=VALUE, with letters, digits and _ in the name`);
  return [match[1] ?? '', match[2] ?? ''];
}

/** The flag --runvar of commands that run jobs or steps. */
export const RUNVAR_FLAG = {
  kind: 'parsed',
  parse: parseRunvar,
  brief: 'Runvar of the job; may be repeated',
  placeholder: 'NAME=VALUE',
  variadic: true,
  optional: true,
} as const;
