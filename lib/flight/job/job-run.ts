import type { Config } from '../../../typings/config.ts';
import type { Recipe } from '../../../typings/recipe.ts';
import type { Task } from '../../coordination/task/task.ts';
import type { Db } from '../../db/db.ts';
import type { JobRecorder } from '../../record/recorder/job-recorder.ts';
import type { CleanupList } from '../../util/cleanup-list.ts';
import type { RunJobOptions } from './run-job-options.ts';
import type { StepEnvironment } from './run-step.ts';

/** One run of a job. */
export interface JobRun {
  readonly db: Db;
  readonly recipe: Recipe;
  readonly recorder: JobRecorder;
  readonly task: Task;
  readonly environment: StepEnvironment;
  readonly cleanup: CleanupList;
  readonly config: Config;
  readonly fresh: boolean;
  readonly onFailure?: RunJobOptions['onFailure'];
  /** Reasons of the failed steps, in the order of the failures. */
  readonly failures: string[];
  /** Resolves when the hosts have joined one network; set when they start to join it. */
  joining?: Promise<void>;
}
