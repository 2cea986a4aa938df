import { labFlight } from './shared/lab-flight.ts';

export default labFlight('libvirt');
