import { PlanRefusedError } from '../../errors/coordination-errors.ts';
import type { RawEvent, StoredEvent } from './plan-document.ts';

interface Walk {
  readonly reso: string;
  avail: number;
  share: { readonly Type: string; readonly Shares: number; Wear: number } | null;
}

/** At one time an End comes before a Start. */
const compare = (a: RawEvent, b: RawEvent): number =>
  a.Time - b.Time || Number(a.Type === 'Start') - Number(b.Type === 'Start');

/**
 * Walks the events of one resource and works out what is available after each of them.
 *
 * Unshare events are made anew. Numbers of shares and availability are checked as the original does.
 *
 * @throws PlanRefusedError (`PLAN_REFUSED`, blame lab) - what is wrong, and where.
 */
export function checkEvents(reso: string, events: readonly RawEvent[], planStart: number): StoredEvent[] {
  const walk: Walk = { reso, avail: 1, share: null };
  const checked: StoredEvent[] = [];
  for (const event of events.filter(({ Type }) => Type !== 'Unshare').toSorted(compare)) {
    if (event.Type === 'Start' && event.Allocated !== undefined && event.Time > planStart) {
      throw refused(walk, event, 'late allocation');
    }
    if (event.Type === 'Start') begin(walk, event);
    else end(walk, event);
    const { Share: _, ...rest } = event;
    checked.push({ ...rest, Avail: walk.avail, ...(walk.share === null ? {} : { Share: { ...walk.share } }) });
    if (walk.share !== null && walk.avail === walk.share.Shares) {
      checked.push({ Time: event.Time, Type: 'Unshare', Avail: 1, Info: '' });
      walk.avail = 1;
      walk.share = null;
    }
  }
  return checked;
}

function begin(walk: Walk, event: RawEvent): void {
  if (walk.share !== null) {
    if (event.Share === undefined) throw refused(walk, event, 'stealth unshare');
    if (event.Share.Type !== walk.share.Type) throw refused(walk, event, 'share mismatch Type');
    if (event.Share.Shares !== walk.share.Shares) throw refused(walk, event, 'share mismatch Shares');
    walk.share.Wear++;
  } else if (event.Share !== undefined) {
    if (walk.avail < 1) throw refused(walk, event, 'clash');
    walk.share = { Type: event.Share.Type, Shares: event.Share.Shares, Wear: 1 };
    walk.avail = event.Share.Shares;
  }
  walk.avail--;
  if (walk.avail < 0) throw refused(walk, event, 'clash');
}

function end(walk: Walk, event: RawEvent): void {
  if ((event.Share === undefined) !== (walk.share === null)) throw refused(walk, event, 'share mismatch at its end');
  walk.avail++;
  if (walk.avail > (walk.share?.Shares ?? 1)) throw refused(walk, event, 'more ends than starts');
}

const refused = (walk: Walk, event: RawEvent, problem: string): PlanRefusedError =>
  new PlanRefusedError(`BAD PLAN ${problem}: ${walk.reso} at ${event.Time}, ${event.Type} of "${event.Info.trim()}"`);
