import { PlanRefusedError } from '../../errors/coordination-errors.ts';
import type { RawEvent, StoredEvent } from './plan-document.ts';

interface ResourceState {
  readonly reso: string;
  avail: number;
  share: { readonly Type: string; readonly Shares: number; Wear: number } | null;
}

/** Sorts by time; an End comes before a Start of the same time. */
const compare = (a: RawEvent, b: RawEvent): number =>
  a.Time - b.Time || Number(a.Type === 'Start') - Number(b.Type === 'Start');

/**
 * Computes what is available after each of the events of one resource.
 *
 * Creates the Unshare events again. Checks numbers of shares and availability as the original does.
 *
 * @throws PlanRefusedError (`PLAN_REFUSED`, blame lab) - an event contradicts the others; the message names it.
 */
export function checkEvents(reso: string, events: readonly RawEvent[], planStart: number): StoredEvent[] {
  const state: ResourceState = { reso, avail: 1, share: null };
  const checked: StoredEvent[] = [];
  for (const event of events.filter(({ Type }) => Type !== 'Unshare').toSorted(compare)) {
    if (event.Type === 'Start' && event.Allocated !== undefined && event.Time > planStart) {
      throw refused(state, event, 'late allocation');
    }
    if (event.Type === 'Start') begin(state, event);
    else end(state, event);
    const { Share: _, ...rest } = event;
    checked.push({ ...rest, Avail: state.avail, ...(state.share === null ? {} : { Share: { ...state.share } }) });
    if (state.share !== null && state.avail === state.share.Shares) {
      checked.push({ Time: event.Time, Type: 'Unshare', Avail: 1, Info: '' });
      state.avail = 1;
      state.share = null;
    }
  }
  return checked;
}

function begin(state: ResourceState, event: RawEvent): void {
  if (state.share !== null) {
    if (event.Share === undefined) throw refused(state, event, 'stealth unshare');
    if (event.Share.Type !== state.share.Type) throw refused(state, event, 'share mismatch Type');
    if (event.Share.Shares !== state.share.Shares) throw refused(state, event, 'share mismatch Shares');
    state.share.Wear++;
  } else if (event.Share !== undefined) {
    if (state.avail < 1) throw refused(state, event, 'clash');
    state.share = { Type: event.Share.Type, Shares: event.Share.Shares, Wear: 1 };
    state.avail = event.Share.Shares;
  }
  state.avail--;
  if (state.avail < 0) throw refused(state, event, 'clash');
}

function end(state: ResourceState, event: RawEvent): void {
  if ((event.Share === undefined) !== (state.share === null)) throw refused(state, event, 'share mismatch at its end');
  state.avail++;
  if (state.avail > (state.share?.Shares ?? 1)) throw refused(state, event, 'more ends than starts');
}

const refused = (state: ResourceState, event: RawEvent, problem: string): PlanRefusedError =>
  new PlanRefusedError(`BAD PLAN ${problem}: ${state.reso} at ${event.Time}, ${event.Type} of "${event.Info.trim()}"`);
