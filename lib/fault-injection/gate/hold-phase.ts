import type { GatePhase } from '../../../typings/gate.ts';
import type { Db } from '../../db/db.ts';
import { connectDirectly } from '../../db/direct-connection.ts';
import { pollUntil } from '../../util/poll.ts';
import { minutes } from '../../util/units.ts';

const LOCK = 4711;

/** A block on the gate runs that write a phase. */
export interface PhaseHold {
  /** Waits until a gate run is blocked, and returns the process id of its session. */
  untilHeld(): Promise<number>;
  /** Removes the block. */
  end(): Promise<void>;
}

/** Blocks every gate run (of a branch) that writes this phase, until the hold is released. */
export async function holdPhase(db: Db, phase: GatePhase, branch: string | null = null): Promise<PhaseHold> {
  const isHeld = `new.phase = '${phase}' and old.phase <> new.phase${branch === null ? '' : ` and new.branch = '${branch}'`}`;
  await db.none(
    'create function hold_phase() returns trigger language plpgsql as $$ ' +
      'begin ' +
      `if ${isHeld} then perform pg_advisory_xact_lock(${LOCK}); end if; return new; end $$`,
  );
  await db.none('create trigger hold_phase before update on gate_runs for each row execute function hold_phase()');
  const holder = await connectDirectly(db.parameters);
  await holder.queryable.any('select pg_advisory_lock($1)', LOCK);
  const waiting =
    "select pid from pg_locks where locktype = 'advisory' and objid = $1 and not granted " +
    'and database = (select oid from pg_database where datname = current_database())';
  return {
    untilHeld: () =>
      pollUntil(
        async () => {
          const [row] = await db.any<{ pid: number }>(waiting, LOCK);
          return row === undefined ? { waiting: 'no gate run is blocked' } : { done: row.pid };
        },
        { subject: `the write of phase ${phase}`, timeoutMs: minutes(15), intervalMs: 50 },
      ),
    end: async () => {
      await holder.end(); // first, because the waiting session has locked the table
      await db.none('drop trigger hold_phase on gate_runs');
    },
  };
}
