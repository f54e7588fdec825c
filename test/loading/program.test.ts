/** Programs that simulate: what they answer, in which order, and what happens when they do not. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { asSubject, commandHash } from "../../src/loading/program/command.js";
import { describedBy } from "../../src/loading/program/description.js";
import { openProcesses } from "../../src/loading/program/processes.js";
import { calls, command, folder, removeFolder, run, wanted } from "../support/sumProgram.js";

afterAll(removeFolder);

test("answers come back in the order of the calls, from several processes", async () => {
  expect((await run("well")).map((one) => one[0])).toEqual(wanted);
});

test.each([
  ["crash", /ended \(exit code 3\), twice, at \{"id":39,"theta":\[39\],"design":\[2\],"seed":39\}. It said: "out of paper"/],
  ["half", /ended \(exit code 0\), half-way through the line "\{\\"id\\": 39, \\"outc", twice/],
  ["garbage", /answered "starting the solver", which is no JSON. What is not for Floe belongs on standard error/],
  ["short", /with 1 numbers was expected/],
  ["other", /whose id was not asked for/],
  ["words", /its outcome must be numbers/],
  ["error", /could not simulate for theta \[39\] at design \[2\]: no root found/],
])("a program that fails for good is named with what it did: %s", async (how, message) => {
  // Alone, so that the same call is met again.
  const alone = openProcesses({ command: command(how), processes: 1, timeout: 20, outcomes: 1 });
  await expect(alone(calls.slice(0, 60))).rejects.toThrow(message);
});

test("NaN is an outcome that is no number, for whoever looks at outcomes", async () => {
  const found = await run("nan");
  expect(found.map((one) => Number.isNaN(one[0]))).toEqual(calls.map(({ theta }) => theta[0] === 39));
});

test("a program that is not there", async () => {
  const none = openProcesses({ command: "no-such-program-here", processes: 2, timeout: 5, outcomes: 1 });
  await expect(none(calls)).rejects.toThrow(/"no-such-program-here" ended \(exit code 127\)/);
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
