import test from 'ava';
import { bridgeInterfaces } from './bridge-interfaces.ts';

test('bridgeInterfaces moves the address of a card and its options to the bridge', (t) => {
  const given =
    'auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet static\n    address 10.1.2.3/24\n    gateway 10.1.2.1\n';
  t.is(
    bridgeInterfaces(given, 'eth0', 'xenbr0'),
    'auto lo\niface lo inet loopback\n\nauto eth0\niface eth0 inet manual\n\nauto xenbr0\niface xenbr0 inet static\n    bridge_ports eth0\n    bridge_stp off\n    bridge_fd 0\n    address 10.1.2.3/24\n    gateway 10.1.2.1\n',
  );
});

test('bridgeInterfaces does not change a file that has the bridge', (t) => {
  const once = bridgeInterfaces('auto eth0\niface eth0 inet dhcp\n', 'eth0', 'xenbr0') ?? '';
  t.is(bridgeInterfaces(once, 'eth0', 'xenbr0'), once);
});

test('bridgeInterfaces returns null if the card has no stanza', (t) => {
  t.is(bridgeInterfaces('auto lo\niface lo inet loopback\n', 'eth0', 'xenbr0'), null);
});
