/** Escapes a value for QEMU's options, in which a comma is written twice. */
export const escapeOption = (value: string): string => value.replaceAll(',', ',,');
