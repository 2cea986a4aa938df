import { labFlight } from './shared/lab-flight.ts';

export default labFlight('linux-3.16');
