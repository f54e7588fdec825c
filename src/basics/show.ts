/** Values of any kind in messages. */
export function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part], input);
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (typeof value === "number") return String(value); // JSON would write NaN as null
  const text = typeof value === "function" ? "a function" : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
