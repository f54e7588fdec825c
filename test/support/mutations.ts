/** Files as accidents and strangers leave them: each mutation is made from a seed, so that one that failed can be made again. */
import { readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";

export interface Mutation {
  /** What was done, for a list of failures. */
  readonly what: string;
  apply(file: string): void;
}

/** Values that are of another type, another size, or sense for nothing. "" below stands for a field that is removed. */
const values: readonly unknown[] = [
  true,
  false,
  null,
  0,
  -1,
  1.5,
  7,
  1e308,
  -1e308,
  1e-320,
  1_000_000,
  2 ** 53,
  "",
  "a",
  "1,5",
  "a\0b",
  "é".repeat(3000),
  [],
  {},
  [1e308],
  [null],
  ["x"],
  [[1]],
  { a: 1 },
  { length: 3 },
  JSON.parse('{"__proto__": {"polluted": 1}}'),
];

type Path = readonly (string | number)[];

function pathsIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  // Of a long list the first, the second and the last stand for all.
  const entries = Array.isArray(value)
    ? [...new Set([0, 1, value.length - 1])].filter((i) => i in value).map((i) => [i, value[i]] as const)
    : Object.entries(value);
  return [at, ...entries.flatMap(([name, child]) => pathsIn(child, [...at, name]))].filter((path) => path.length > 0);
}

function inJson(pick: number, value: number): Mutation {
  let what = "";
  return {
    get what() {
      return what;
    },
    apply(file) {
      const content = JSON.parse(readFileSync(file, "utf8"));
      const paths = pathsIn(content);
      const path = paths[pick % paths.length] as Path;
      const parent = path.slice(0, -1).reduce<unknown>((at, name) => (at as Record<string, unknown>)[name as string], content);
      const last = path.at(-1) as string;
      const to = value % (values.length + 2);
      what = `${path.join(".")} = ${to < values.length ? JSON.stringify(values[to])?.slice(0, 40) : to === values.length ? "removed" : "twice"}`;
      if (to < values.length) (parent as Record<string, unknown>)[last] = values[to];
      else if (to > values.length && Array.isArray(parent)) parent.push(parent[Number(last)]);
      else if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else delete (parent as Record<string, unknown>)[last];
      writeFileSync(file, JSON.stringify(content));
    },
  };
}

const ofText: readonly (readonly [string, (bytes: Buffer, at: number) => Buffer])[] = [
  ["a bit flipped", (bytes, at) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte)))],
  ["cut", (bytes, at) => bytes.subarray(0, at)],
  [
    "bytes inserted",
    (bytes, at) => Buffer.concat([bytes.subarray(0, at), Buffer.from("\0\u001b[2J\ngarbage\n"), bytes.subarray(at)]),
  ],
  ["a mark at the head", (bytes) => Buffer.concat([Buffer.from("\uFEFF"), bytes])],
  ["UTF-16", (bytes) => Buffer.from(`\uFEFF${bytes}`, "utf16le")],
  ["doubled", (bytes) => Buffer.concat([bytes, bytes])],
  ["its first line gone", (bytes) => bytes.subarray(bytes.indexOf("\n") + 1)],
  ["nested too deep", () => Buffer.from(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
  ["a key twice", (bytes) => Buffer.from(bytes.toString().replace("{", '{"kind": "design", "kind": "design", '))],
  ["null", () => Buffer.from("null\n")],
  ["nothing", () => Buffer.alloc(0)],
];

function inText(which: number, place: number): Mutation {
  const [what, change] = ofText[which % ofText.length] as (typeof ofText)[number];
  return {
    what: `${what} (${place})`,
    apply(file) {
      const bytes = readFileSync(file);
      writeFileSync(file, change(bytes, place % Math.max(1, bytes.length)));
    },
  };
}

/** Mutations with the file that each is for, the same for the same seed. Files of lines are changed as texts only. */
export function mutationsOf(files: readonly string[], count: number, seed: number): { file: string; mutation: Mutation }[] {
  const arbitrary = fc.record({ file: fc.nat(), pick: fc.nat(), value: fc.nat(), text: fc.integer({ min: 0, max: 3 }) });
  return fc.sample(arbitrary, { seed, numRuns: count }).map(({ file: which, pick, value, text }) => {
    const file = files[which % files.length] as string;
    const asText = text === 0 || !file.endsWith(".json");
    return { file, mutation: asText ? inText(pick, value) : inJson(pick, value) };
  });
}
