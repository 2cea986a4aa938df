/** Returns a time in UTC as `2014-02-13 12:18:34 Z`; fractions of a second are dropped. */
export const formatTime = (time: Date): string =>
  time
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' Z');

/** Returns a time (a number: milliseconds since 1970) in UTC to the minute, as `2014-02-13 12:18 UTC`. */
export const formatMinute = (time: Date | number): string =>
  `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
