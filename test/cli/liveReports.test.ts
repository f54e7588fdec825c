/** A session in which reports come without being chosen: asked for before the decision that knows them, kept, and read again. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { reported } from "../support/reported.js";
import { build, inProcess, start, temporaryFolder } from "./support.js";

const place = temporaryFolder();
const at = (name: string) => join(place, name);
beforeAll(() => {
  build();
  writeFileSync(at("policy.json"), JSON.stringify(made(createSimulator(reported, 3), adaptivePolicies.recurrent)));
}, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const kept = (file: string) => JSON.parse(readFileSync(at(file), "utf8"));

test("over JSON lines a report is wanted before the next measurement, and can be undone", async () => {
  const child = start(["live", "policy.json", "--jsonl", "--session", "lines.json"], place);
  const lines = [
    '{"design":[15],"outcome":[3]}',
    '{"outcome":[2]}',
    '{"report":2.5}',
    '{"report":4}',
    '{"report":null}',
    '{"undo":true}',
    '{"report":1}',
    '{"design":[17],"outcome":[5]}',
  ];
  child.stdin?.end(`${lines.join("\n")}\n`);
  const answers = (await child.ended).stdout.trim().split("\n").map((line) => JSON.parse(line)); // biome-ignore format: one line
  expect(answers).toMatchObject([
    { step: 1, of: 3 },
    { report: "report1", unit: "cases", number: 1 },
    { error: 'report 1 is in (report1 (cases)): {"report": 12}, or {"report": null} where it never came' },
    { error: "the report 2.5 cannot come from this experiment: report1 is a whole number from 0 on cases" },
    { report: "report2", number: 2 },
    { step: 2 },
    { report: "report2", number: 2 },
    { step: 2 },
    { step: 3 },
  ]);
  expect(kept("lines.json")).toEqual({
    observations: [
      { design: [15], outcome: [3] },
      { design: [17], outcome: [5] },
    ],
    reports: [4, 1],
  });
});

test("in the terminal they are asked for by name; the session goes on, and ask reads it or says what is missing", async () => {
  const typing = async (text: string) => {
    const child = start(["live", "policy.json", "--session", "person.json"], place);
    child.stdin?.end(text);
    return (await child.ended).stdout;
  };
  expect(await typing("15\n3\nmany\n4 cases\n")).toMatch(
    /report1 \(cases\): "many" is no number[\s\S]*report1 \(cases\): report2 \(cases\): /,
  );
  expect(kept("person.json")).toEqual({ observations: [{ design: [15], outcome: [3] }], reports: [4] });
  const ask = () => inProcess(["ask", at("policy.json"), "--history", at("person.json")]);
  expect(await ask()).toMatchObject({
    stdout: "",
    stderr: expect.stringContaining("before measurement 2, report 2 is in (report2): tell it first"),
  });
  expect(await typing("x\n")).toContain("(2 of 3)");
  expect(kept("person.json").reports).toEqual([4, null]);
  expect((await ask()).stdout).toMatch(/^t2 = .* days {3}\(2 of 3\)\n$/);
});
