import { labFlight } from './shared/lab-flight.ts';

export default labFlight('xen-4.2-testing');
