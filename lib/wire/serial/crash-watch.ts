import type { ConsoleCrash } from '../../../typings/wire.ts';
import type { Clock } from '../../util/clock.ts';
import { startTimer } from '../../util/timer.ts';
import { seconds } from '../../util/units.ts';
import { classifyLine, mayTellCrash, xenMessage, type CrashLine } from './crash-patterns.ts';

/** Finds crashes among the lines of a console. */
export interface CrashWatch {
  /** Takes lines that arrived together; `text` contains all of them, for a fast filter. */
  feed(lines: readonly string[], text: string): void;
  end(): void;
}

/** One crash prints several lines that match. Lines within this time after the last match belong to the same crash. */
const SAME_CRASH_MS = seconds(20);
const XEN_DETAIL_MS = seconds(1);

interface Incident {
  readonly first: CrashLine;
  kind: ConsoleCrash['kind'];
  seenAt: number;
}

/** Calls `onCrash` once for each crash, and again when an oops (which a host may survive) becomes a panic. */
export function watchCrashes(clock: Clock, onCrash: (crash: ConsoleCrash) => void): CrashWatch {
  let incident: Incident | null = null;
  let withoutDetail: { readonly line: CrashLine; readonly stopTimer: () => void } | null = null;

  const report = (line: CrashLine): void => {
    const now = clock.now();
    const last = incident !== null && now - incident.seenAt <= SAME_CRASH_MS ? incident : null;
    if (last === null) {
      incident = { first: line, kind: line.kind, seenAt: now };
      return onCrash({ ...line, at: new Date(now) });
    }
    last.seenAt = now;
    if (last.kind !== 'linux-oops' || line.kind === 'linux-oops') return;
    last.kind = line.kind;
    onCrash({ kind: line.kind, message: `${line.message} (after: ${last.first.message})`, at: new Date(now) });
  };
  const reportDetail = (detail: string | null): void => {
    if (withoutDetail === null) return;
    const { line, stopTimer } = withoutDetail;
    withoutDetail = null;
    stopTimer();
    report(detail === null ? line : { ...line, message: `${line.message} ${detail}` });
  };
  const look = (line: string): void => {
    if (withoutDetail !== null) {
      const detail = xenMessage(line);
      if (detail !== null) return reportDetail(detail);
    }
    const found = classifyLine(line);
    if (found === null) return;
    if (!/^Panic on CPU \d+:$/.test(found.message)) return report(found);
    withoutDetail = { line: found, stopTimer: startTimer(XEN_DETAIL_MS, () => reportDetail(null), clock) };
  };
  return {
    feed: (lines, text) => {
      if (withoutDetail !== null || mayTellCrash(text)) lines.forEach(look);
    },
    end: () => reportDetail(null),
  };
}
