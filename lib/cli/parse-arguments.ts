/** Argument FLIGHT. @throws RangeError - with what was found and what is accepted. */
export function parseFlightNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`flight "${text}": want a number such as 12`);
  return Number(text);
}

/** Argument NAME=VALUE. @throws RangeError - with what was found and what is accepted. */
export function parseRunvar(text: string): readonly [string, string] {
  const match = /^([A-Za-z0-9_]+)=(.*)$/s.exec(text);
  if (match === null) throw new RangeError(`runvar "${text}": want NAME=VALUE, with letters, digits and _ in the name`);
  return [match[1] ?? '', match[2] ?? ''];
}
