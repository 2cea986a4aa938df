import { labFlight } from './shared/lab-flight.ts';

export default labFlight('xen-4.1-testing');
