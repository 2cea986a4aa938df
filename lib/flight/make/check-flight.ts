import type { FlightPlan } from '../../../typings/flight-plan.ts';
import { formatFlightProblem } from '../../errors/flight-errors.ts';
import { planProblems } from './plan-problems.ts';

/** What is wrong with a flight before it is created, one line each; nothing: as far as it can be seen without a lab, it can be. */
export const checkFlight = (plan: FlightPlan): readonly string[] =>
  planProblems(plan, () => `flight of ${plan.branch}`).map(formatFlightProblem);
