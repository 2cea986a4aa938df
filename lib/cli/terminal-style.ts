/** What a stream may show. */
export interface TerminalStyle {
  /** Lines may be redrawn. */
  readonly isLive: boolean;
  /** Text may be coloured. */
  readonly colour: boolean;
}

/**
 * Returns what a stream may show. `NO_COLOR` turns off colour; `TERM=dumb` and `CI` turn off colour and live lines.
 * Variables that are empty do not count, and neither does `CI=false`.
 */
export function chooseStyle(isTTY: boolean, env: Readonly<Record<string, string | undefined>>): TerminalStyle {
  const { NO_COLOR: noColour = '', TERM: terminal = '', CI: ci = '' } = env;
  const isLive = isTTY && terminal !== 'dumb' && ['', 'false', '0'].includes(ci);
  return { isLive, colour: isLive && noColour === '' };
}
