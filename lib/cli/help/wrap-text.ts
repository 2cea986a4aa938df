/** Breaks text into lines of at most `width` columns, at spaces; a longer word has a line of its own. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Formats two columns; the second one is wrapped, and starts on a line of its own below a first one that is too long. */
export function formatColumns(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const longest = Math.max(0, ...rows.map(([left]) => left.length));
  const left = Math.min(longest, Math.max(12, Math.floor(width / 3)));
  return rows.flatMap(([name, text]) => {
    const lines = wrapText(text, Math.max(20, width - left - 4));
    const indent = ' '.repeat(left + 4);
    const [first = '', ...rest] = lines;
    if (name.length > left) return [`  ${name}`, ...lines.map((line) => indent + line)];
    return [`  ${name.padEnd(left)}  ${first}`.trimEnd(), ...rest.map((line) => indent + line)];
  });
}
