/** Whether a record is what its type says: one schema a record, one message for whatever is wrong. */
import { z } from "zod";
import { show, valueAt } from "../basics/show.js";
import type { Versions } from "../basics/version.js";
import type { Scale } from "../contracts/values.js";

/** The parts of which schemas of records are made. Objects may hold more than is known: later versions add fields. */
export const parts = {
  number: z.number(),
  count: z.int().min(0),
  text: z.string(),
  /** The system takes no others. */
  path: z.string().regex(/^[^\0]+$/),
  numbers: z.array(z.number()),
  counts: z.array(z.int().min(0)),
  texts: z.array(z.string()),
  settings: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  versions: z.object({ floe: z.string(), node: z.string(), tfjs: z.string() }) satisfies z.ZodType<Versions>,
  backend: z.enum(["native", "wasm", "cpu"]),
  scale: z.enum(["linear", "log"]) satisfies z.ZodType<Scale>,
};

/** The type of a record, nothing of which is changed: read, it is as it was written, with what later versions may have added. */
export type Recorded<Schema extends z.ZodType> = Kept<z.output<Schema>>;
type Kept<T> = T extends object ? { readonly [Part in keyof T]: Kept<T[Part]> } : T;

/** The content as a record, as it was written; or what is wrong with it, in words: "it lacks design, gain", or `"gain.lower.value" cannot be ["x"]`. */
export type Checked<Record> = { readonly damage?: undefined; readonly record: Record } | { readonly damage: string };

export function checked<T>(schema: z.ZodType<T>, content: unknown): Checked<T> {
  const damage = damageOf(schema, content);
  return damage === undefined ? { record: content as T } : { damage };
}

function damageOf(schema: z.ZodType, content: unknown): string | undefined {
  const { error } = schema.safeParse(content);
  if (!error) return undefined;
  const issues = error.issues.map(innermost);
  const missing = issues.filter(({ path }) => path.length > 0 && valueAt(content, path) === undefined);
  if (missing.length > 0) return `it lacks ${listed(missing.map(({ path }) => path.join(".")))}`;
  const { path, message, code } = issues[0] as z.core.$ZodIssue;
  if (code === "custom") return message;
  return path.length === 0 ? `it cannot be ${show(content)}` : `"${path.join(".")}" cannot be ${show(valueAt(content, path))}`;
}

const listed = (names: readonly string[], most = 12): string =>
  `${names.slice(0, most).join(", ")}${names.length > most ? ` and ${names.length - most} more` : ""}`;

/** Of a choice between several forms, what is wrong with the one that comes nearest. */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flat().map(innermost);
  const deepest = inner.reduce<z.core.$ZodIssue | undefined>((a, b) => (a && a.path.length >= b.path.length ? a : b), undefined);
  return deepest && deepest.path.length > 0 ? { ...deepest, path: [...issue.path, ...deepest.path] } : issue;
}
