/** The owner of hosts; they belong to it while it lives. Source: table tasks. */
export interface Task extends AsyncDisposable {
  readonly taskid: number;
  /** `session` (lives with a database session), `ownd` (with a connection to the owner daemon), `static` (a person's). */
  readonly type: string;
  readonly refkey: string;
  /** Aborted with a LostTaskError (`LOST_TASK`) when the task has ended without our call. */
  readonly signal: AbortSignal;
  /** Ends the task and frees all its resources. Never throws; `[Symbol.asyncDispose]` does the same. */
  end(): Promise<void>;
}

/** Formats a task for the environment of a child process: `TASKID TYPE REFKEY`. Source: OSSTEST_TASK. */
export const formatTask = (task: Pick<Task, 'taskid' | 'type' | 'refkey'>): string =>
  `${task.taskid} ${task.type} ${task.refkey}`;
