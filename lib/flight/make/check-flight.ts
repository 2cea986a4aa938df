import type { FlightPlan } from '../../../typings/flight-plan.ts';
import { formatFlightProblem } from '../../errors/flight-errors.ts';
import { planProblems } from './plan-problems.ts';

/** Returns the problems of a flight before it is created, one line each, as far as they are visible without a lab. */
export const checkFlight = (plan: FlightPlan): readonly string[] =>
  planProblems(plan, () => `flight of ${plan.branch}`).map(formatFlightProblem);
