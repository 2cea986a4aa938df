import { labFlight } from './shared/lab-flight.ts';

export default labFlight('qemu-upstream-4.3-testing');
