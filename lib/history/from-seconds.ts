/** Returns a time of the database, in seconds since 1970, as a date; null for 0 and null, which mean that there is none. */
export const fromSeconds = (seconds: number | null): Date | null => (seconds ? new Date(seconds * 1000) : null);
