import { labFlight } from './shared/lab-flight.ts';

export default labFlight('linux-mingo-tip-master');
