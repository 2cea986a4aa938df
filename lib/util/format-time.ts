/** Returns a time in UTC as `2014-02-13 12:18:34 Z`; fractions of a second are dropped. */
export const formatTime = (time: Date): string =>
  time
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' Z');
