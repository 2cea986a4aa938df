/** The report of a step: everything goes to the report, some of it to the summary as well. */
export interface StepReport {
  /** Adds text to the report. */
  write(text: string): void;
  /** Adds text to the report and to the summary. */
  writeSummary(text: string): void;
}

/** What a block has below its heading: each line indented, and an empty line at the end. */
const body = (lines: readonly string[]): string =>
  lines.length === 0 ? '' : `${lines.map((line) => `  ${line}\n`).join('')}\n`;

/** Writes a block to report and summary: an empty line, its heading if there is one, its body if there is one. */
export function writeBlock(report: StepReport, heading: string | null, lines: readonly string[] = []): void {
  report.writeSummary(`\n${heading === null ? '' : `${heading}\n`}${body(lines)}`);
}
