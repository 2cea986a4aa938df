import { labFlight } from './shared/lab-flight.ts';

export default labFlight('linux-arm-xen');
