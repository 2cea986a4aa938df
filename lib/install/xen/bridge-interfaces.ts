/**
 * Rewrites /etc/network/interfaces so that a bridge gets the address of a network card.
 *
 * The stanza of the card, with its options, becomes the stanza of the bridge, and the card becomes `manual`. A file that
 * has the bridge already is returned unchanged.
 *
 * @returns null if the file has no stanza for the card.
 */
export function bridgeInterfaces(text: string, card: string, bridge: string): string | null {
  const lines = text.split('\n');
  if (lines.some((line) => new RegExp(`^\\s*iface\\s+${bridge}\\s`).test(line))) return text;
  const stanza = new RegExp(`^(\\s*)iface\\s+${card}\\s+inet\\s+(\\S+)\\s*$`);
  const at = lines.findIndex((line) => stanza.test(line));
  if (at < 0) return null;
  const method = stanza.exec(lines[at] ?? '')?.[2] ?? 'dhcp';
  const bridged = [
    `iface ${card} inet manual`,
    '',
    `auto ${bridge}`,
    `iface ${bridge} inet ${method}`,
    `    bridge_ports ${card}`,
    '    bridge_stp off',
    '    bridge_fd 0',
  ];
  return [...lines.slice(0, at), ...bridged, ...lines.slice(at + 1)].join('\n');
}
