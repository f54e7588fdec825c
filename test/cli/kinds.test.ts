/** What holds of every kind of run: its config.json says how it is repeated, and of other things it is not repeated. */
import { writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.js";
import { kinds } from "../../src/cli/kinds.js";
import { readOptions } from "../../src/cli/readOptions.js";
import type { AnyConfig, RunKind } from "../../src/contracts/runKind.js";
import { partsOptions } from "../../src/options/table.js";
import { type KindName, smallest } from "./kinds.js";
import { openWorkplace } from "./support.js";

const { at, close } = openWorkplace();
afterAll(close);
const all = Object.keys(kinds) as KindName[];

/** What `floe COMMAND SUBJECT --config FILE` takes from the file. */
async function taken(commandName: string, subject: string, config: AnyConfig): Promise<object> {
  writeFileSync(at("config.json"), JSON.stringify(config));
  const command = commands.find(({ name }) => name === commandName) as (typeof commands)[number];
  const io = { stdout: process.stdout, stderr: process.stderr };
  return (await readOptions({ command, args: subject ? [subject] : [], typed: { config: at("config.json") }, io })).options;
}

test.each(all)("%s: options, to config.json and back: the same", async (name) => {
  const kind: RunKind = await kinds[name].load();
  expect(kind.kind).toBe(name);
  const { config } = await kind.prepare(smallest[name]);
  const written = JSON.parse(JSON.stringify(config));
  expect([written.kind, kind.read(written).damage]).toEqual([name, undefined]);
  const { subject, options } = kind.asked(written);
  expect(subject).toBe(smallest[name].subject);
  expect(options).toMatchObject(smallest[name].options);
  expect((await kind.prepare({ subject, options })).config).toEqual(config);
  // No option is lost on the way through the command, which knows its own only.
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  expect(await taken(kinds[name].command, subject, written)).toEqual(Object.fromEntries(given));
});

// How many share the work is in no record; a critic of the evaluation and an optimizer are for simulators without a likelihood only.
// Draws in place of the prior, and policies whose training goes on, are of runs of floe next: test/cli/next.full.test.ts repeats both.
// Rivals are files, which are imported by the program as it is built: test/cli/rivals.full.test.ts repeats such runs.
// Who carries out a run's parts changes nothing of it. A training without a test is repeated in test/meta/compare.test.ts.
const unsaid: readonly string[] = [
  "processes",
  ...partsOptions,
  "validationOnly",
  "evaluationCritic",
  "optimizer",
  "given",
  "from",
  "rivals",
  "modelWeights",
];

test("no option is forgotten: what a command takes, the records of runs of its kind tell again", async () => {
  const told = await Promise.all(
    all.map(async (name) => {
      const kind: RunKind = await kinds[name].load();
      const { config } = await kind.prepare(smallest[name]);
      return [
        name,
        Object.entries(kind.asked(config).options).flatMap(([option, value]) => (value === undefined ? [] : [option])),
      ] as const;
    }),
  );
  const experiments = told.filter(([name]) => ["design", "policy", "curve"].includes(name)).flatMap(([, options]) => options);
  const forgotten = told.flatMap(([name, options]) => {
    const { options: taken } = commands.find((command) => command.name === kinds[name].command) as (typeof commands)[number];
    const known = [...options, ...(experiments.some((one) => options.includes(one)) ? experiments : [])];
    return taken.filter((option) => !unsaid.includes(option) && !known.includes(option)).map((option) => `${name}: ${option}`);
  });
  expect(forgotten).toEqual([]);
});

test.each(all)("%s: another subject, and every other command, are refused", async (name) => {
  const kind: RunKind = await kinds[name].load();
  const { config } = await kind.prepare(smallest[name]);
  const { subject } = smallest[name];
  if (subject) await expect(taken(kinds[name].command, "sir", config)).rejects.toThrow(/is of another run: repeat it with floe /);
  // An evaluation borrows from what it may be of.
  const others = all.filter((one) => one !== name && !(one === "evaluate" && kind.borrowed));
  for (const other of others)
    await expect(taken(kinds[other].command, subject, config)).rejects.toThrow(`repeat it with floe ${kinds[name].command}`);
});
