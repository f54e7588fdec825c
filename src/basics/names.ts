/** Names that users type: found in a registry, or the nearest one suggested. */
import { closest, distance } from "fastest-levenshtein";
import { InputError } from "./errors.js";

/** `; did you mean "flo"?` when some name is near enough to be what was meant, else "". */
export function didYouMean(typed: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const plain = (name: string) => name.toLowerCase().replaceAll(/[-_\s]/g, "");
  const nearest = names[names.map(plain).indexOf(closest(plain(typed), names.map(plain)))] as string;
  const farthest = Math.max(2, Math.floor(nearest.length / 2));
  return distance(plain(typed), plain(nearest)) <= farthest ? `; did you mean "${nearest}"?` : "";
}

/** The message for a name that is not among `names`. */
export function unknownName(what: string, typed: string, names: readonly string[]): string {
  return `unknown ${what} "${typed}"${didYouMean(typed, names) || "."} Known: ${names.join(", ") || "none"}`;
}

/** The member called `name`; throws an InputError with the nearest name when there is none. */
export function pick<T>(registry: Readonly<Record<string, T>>, name: string, what: string): T {
  if (!Object.hasOwn(registry, name)) throw new InputError(unknownName(what, name, Object.keys(registry)));
  return registry[name] as T;
}

/** A name from code in words: "equallySpaced" is "equally spaced". */
export function spaced(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/[_-]+/g, " ");
}

/**
 * The message for a field that is nearly one of `known`, `logliklihood` say, and so means nothing; undefined where there is none. Other fields are
 * the author's own.
 */
export function misspelt(what: string, given: object, known: readonly string[]): string | undefined {
  for (const field of Object.keys(given)) {
    if (known.includes(field)) continue;
    const near = known.find(
      (name) => !(name in given) && distance(name.toLowerCase(), field.toLowerCase()) <= Math.min(2, name.length / 4),
    );
    if (near !== undefined) return `${what} has no "${field}"; did you mean "${near}"?`;
  }
  return undefined;
}
