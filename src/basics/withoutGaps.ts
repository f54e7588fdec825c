type Gaps<T> = { [Name in keyof T]-?: undefined extends T[Name] ? Name : never }[keyof T];

/** What was given: names whose value is undefined are left out, so that records and defaults see only what is there. */
export const withoutGaps = <T extends object>(
  given: T,
): Omit<T, Gaps<T>> & { readonly [Name in Gaps<T>]?: Exclude<T[Name], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ReturnType<typeof withoutGaps<T>>;
