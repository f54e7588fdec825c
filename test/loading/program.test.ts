/** Programs that simulate: what they answer, in which order, and what happens when they do not. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { withoutGaps } from "../../src/basics/withoutGaps.js";
import { asSubject, commandHash } from "../../src/loading/program/command.js";
import { describedBy } from "../../src/loading/program/description.js";
import { lastOf } from "../../src/loading/program/lines.js";
import { openProcesses } from "../../src/loading/program/processes.js";
import { calls, command, folder, manners, removeFolder, run, wanted } from "../support/sumProgram.js";

afterAll(removeFolder);

test.each(manners)("answers come back in the order of the calls, from several processes, many: %s", async (many) => {
  expect(await run("well", { many })).toEqual(wanted);
});

test.each(["parts", "bytes"])("a line of many may be answered in parts, and by bytes: %s", async (how) => {
  expect(await run(how, { many: 7 })).toEqual(wanted);
});

const failures: [string, RegExp, RegExp?][] = [
  [
    "crash",
    /ended \(exit code 3\), twice, at \{"id":39,"theta":\[39\],"design":\[2\],"seed":39\}. It said: "out of paper"/,
    /ended \(exit code 3\), twice, at \{"id":\d+,"thetas":\[\[39\]\],"designs":\[\[2\]\],"seeds":\[39\]\}. It said: "out of paper"/,
  ],
  ["half", /ended \(exit code 0\), half-way through the line "\{\\"id\\": \d+, \\"outc", twice/],
  ["garbage", /answered "starting the solver", which is no JSON. What is not for Floe belongs on standard error/],
  ["short", /for theta \[39\] at design \[2\].* with 1 numbers was expected/],
  ["other", /whose id was not asked for/],
  ["words", /for theta \[39\] at design \[2\]: its outcome must be numbers/],
  ["error", /could not simulate for theta \[39\] at design \[2\].*: no root found/],
];
test.each(failures)("a program that fails for good is named with what it did: %s", async (how, message, ofMany = message) => {
  for (const many of [undefined, 7]) {
    // Alone, so that the same call is met again.
    const alone = openProcesses({ command: command(how), processes: 1, timeout: 20, outcomes: 1, ...withoutGaps({ many }) });
    await expect(alone(calls(60))).rejects.toThrow(many ? ofMany : message);
  }
});

test("more answers than simulations in a line", async () => {
  await expect(run("surplus", { many: 7 })).rejects.toThrow(
    /to 7 simulations; \{"id": 5, "outcomes": \[\[..\], ..\]\} with one entry for each/,
  );
  await expect(run("surplusBytes", { many: 7 })).rejects.toThrow(
    /answered 8 numbers to 7 simulations, the first of them for theta \[35\] at design \[2\]; 1 for each, or/,
  );
});

test.each(manners)("NaN is an outcome that is no number, for whoever looks at outcomes, many: %s", async (many) => {
  expect((await run("nan", { many })).map(Number.isNaN)).toEqual(wanted.map((_, i) => i === 39));
});

test("a program that is not there", async () => {
  const none = openProcesses({ command: "no-such-program-here", processes: 2, timeout: 5, outcomes: 1 });
  await expect(none(calls())).rejects.toThrow(/"no-such-program-here" ended \(exit code 127\)/);
});

test.each([
  ["not json", /no description of a simulator: it is no JSON, but "not json"/],
  ['{"name": "a"}', /it lacks parameters, design, outcome/],
  [
    '{"name":"a","parameters":[{"name":"b","prior":{"kind":"cauchy"}}],"design":{"names":["x"],"low":0,"high":1},"outcome":{"names":["y"]}}',
    /"parameters.0.prior.kind" cannot be "cauchy"/,
  ],
  ['{"name":"a","parameters":[],"design":{"names":["x"],"low":0,"high":1},"outcome":{"names":["y"]}}', /it has no parameters/],
])("what describes nothing is refused: %s", (printed, message) => {
  const file = join(folder, "describe.mjs");
  writeFileSync(file, `console.log(${JSON.stringify(printed)})`);
  expect(() => describedBy(`node "${file}"`)).toThrow(message);
});

test("of a long trace the end is told, where the error stands", () => {
  expect(lastOf(`${"at a place\n".repeat(30)}${"^".repeat(300)}\nTypeError: must be real number`)).toMatch(
    /^"\.\.\.\^+\\nTypeError: must be real number"$/,
  );
});

test("a program that knows no --describe is told what that is", () => {
  const file = join(folder, "fails.mjs");
  writeFileSync(file, 'console.error("usage: fails FILE"); process.exit(2)');
  expect(() => describedBy(`node "${file}"`)).toThrow(
    /ended with exit code 2. It said: "usage: fails FILE". A program that simulates/,
  );
});

test("files in a command are known by whole paths and by their contents", () => {
  const file = join(folder, "a b.mjs");
  writeFileSync(file, "1");
  const before = commandHash(asSubject(`node "${file}" --fast`));
  expect(before.file).toBe(`command:node '${file}' --fast`);
  expect(commandHash(before.file)).toEqual(before);
  writeFileSync(file, "2");
  expect(commandHash(before.file).hash).not.toBe(before.hash);
});
