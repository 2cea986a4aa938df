/** What owns hosts: they are ours as long as it lives. Source: table tasks. */
export interface Task extends AsyncDisposable {
  readonly taskid: number;
  /** `session` (lives with a database session), `ownd` (with a connection to the owner daemon), `static` (a person's). */
  readonly type: string;
  readonly refkey: string;
  /** Aborted with a LostTaskError (`LOST_TASK`) when the task has ended without us. */
  readonly signal: AbortSignal;
  /** Ends the task; everything that it owns is free again. Never throws; `[Symbol.asyncDispose]` does the same. */
  end(): Promise<void>;
}

/** A task as a harness passes it on to its children: `TASKID TYPE REFKEY`. Source: OSSTEST_TASK. */
export const formatTask = (task: Pick<Task, 'taskid' | 'type' | 'refkey'>): string =>
  `${task.taskid} ${task.type} ${task.refkey}`;
