/** `floe next`, from a table of outcomes to the next design. */
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace } from "./support.js";

const { at, call, close } = openWorkplace();
beforeAll(build, 240_000);
afterAll(close);

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
