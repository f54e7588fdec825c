/** `floe next`, from a table of outcomes to the next design. */
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace, small } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(build, 240_000);
afterAll(close);

test("one measurement more, given those that were made", async () => {
  writeFileSync(at("first.csv"), "time (h),concentration (mg/L)\n0.5,6.9\n1.5,13.5\n");
  const { stdout } = await ok(`next pharmacokinetic --data first.csv --draws 2000 ${small} --processes 1 --out first`);
  for (const words of ["ke (1/h)", "effective", "design   t1 = ", "this design", "equallySpaced", "first/report.html"])
    expect(stdout).toContain(words);
});

test("what has no next design is refused before anything is computed", async () => {
  mkdirSync(at("policy"));
  writeFileSync(at("policy", "config.json"), '{"kind": "policy"}');
  writeFileSync(at("line.csv"), "position,y\n3,40\n");
  writeFileSync(at("people.json"), '{"observations": [{"design": [12], "outcome": [40]}]}');
  writeFileSync(at("lines.csv"), "intercept,slop\n1,2\n");
  for (const [line, ...words] of [
    ["next policy --data people.json", "policy holds a policy whose training is not finished. Go on with: floe resume policy"],
    ["next linear --data line.csv --gain-after last", "--gain-after is about policies"],
    ["next sir --data people.json", "makes whole paths ahead"],
    ["next linear --data line.csv --estimator fol", 'did you mean "flo"?'],
    ["design linear --given lines.csv", "lines.csv: the first line must name the columns intercept and slope; it lacks slope"],
  ] as const) {
    const { code, stderr, stdout } = await call(line);
    expect([line, code, stdout]).toEqual([line, 2, ""]);
    for (const one of words) expect(stderr).toContain(one);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  }
});
