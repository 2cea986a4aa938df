/** Returns a copy of the data with `***` in place of the passwords in URLs, for display. */
export function withoutSecrets<T>(data: T): T {
  return JSON.parse(JSON.stringify(data), (_key, value: unknown) =>
    typeof value === 'string' ? value.replace(/^([a-z+]+:\/\/[^:/@]*):[^@]*@/, '$1:***@') : value,
  ) as T;
}
