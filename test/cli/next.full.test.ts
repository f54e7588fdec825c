/** Runs of `floe next` as other commands and other processes find them. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, openWorkplace, small } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(build, 240_000);
afterAll(close);

const resultIn = (folder: string) =>
  JSON.parse(readFileSync(at(folder, "result.json"), "utf8").replaceAll(/"seconds": [\d.e+-]+/g, '"seconds": 0'));

test("a run stands for what was known then: evaluated, repeated, and followed by the next with all outcomes", async () => {
  writeFileSync(at("first.csv"), "time (h),concentration (mg/L)\n0.5,6.9\n1.5,13.5\n");
  const { stdout } = await ok(`next pharmacokinetic --data first.csv --draws 2000 ${small} --processes 1 --out first`);
  for (const words of ["ke (1/h)", "effective", "design   t1 = ", "this design", "equallySpaced", "first/report.html"])
    expect(stdout).toContain(words);
  const { design, gain, kind } = resultIn("first");
  expect([kind, design.length, gain.lower.method, gain.exact]).toEqual(["design", 1, "sPCE", undefined]);
  expect(design[0]).toBeGreaterThan(5); // both were early: elimination is what is unknown
  expect(readFileSync(at("first", "given.csv"), "utf8")).toBe(readFileSync(at("first", "inference", "draws.csv"), "utf8"));
  expect(readFileSync(at("first", "report.html"), "utf8")).toContain("2,000 draws of what earlier data tell");

  // Other designs and other samples, by the same prior: a run stands for what was known then.
  const again = JSON.parse((await ok("evaluate first --samples 200 --contrasts 200 --json")).stdout);
  expect(Math.abs(again.gain.lower.value - gain.lower.value)).toBeLessThan(4 * Math.hypot(again.gain.lower.se, gain.lower.se));
  const given = "evaluate pharmacokinetic --given first/given.csv --samples 200 --contrasts 200 --json --design";
  expect(JSON.parse((await ok(`${given} ${design[0]}`)).stdout).gain).toEqual(again.gain);
  expect((await ok("evaluate first --design 4,20 --samples 200 --contrasts 200")).stdout).toContain("20");

  await ok(`design pharmacokinetic --config first/config.json --processes 1 --out repeated`);
  expect(resultIn("repeated")).toEqual(resultIn("first"));
  const two = `--data first.csv --draws 2000 ${small.replace("--restarts 1", "--restarts 2")}`;
  for (const n of [1, 2]) await ok(`next pharmacokinetic ${two} --processes ${n} --out by${n}`);
  expect(resultIn("by2")).toEqual(resultIn("by1")); // another process reads the same draws

  writeFileSync(at("one.csv"), "time,concentration\n20,2.8\n");
  const refused = await call("next first --data one.csv");
  expect([refused.code, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toContain("give the outcomes of all rounds in one file");
  writeFileSync(at("both.csv"), "time,concentration\n0.5,6.9\n1.5,13.5\n20,2.8\n");
  const second = JSON.parse(
    (await ok(`next first --data both.csv --draws 2000 ${small} --designs 2 --processes 1 --out second --json`)).stdout,
  );
  expect(second.design).toHaveLength(2);
}, 120_000);

test("a policy is refined for the rest of an experiment: compared with itself as it was, asked, repeated and gone on with", async () => {
  const tiny = `${small} --gain-after last`;
  await ok(`train pharmacokinetic --horizon 3 --policy-hidden 6,5 ${tiny} --processes 1 --out policy`);
  const history = { observations: [{ design: [0.5], outcome: [6.9] }] };
  writeFileSync(at("person.json"), JSON.stringify(history));
  const next = `next policy --data person.json --draws 2000 ${tiny}`;
  const { stdout } = await ok(`${next} --processes 1 --out refined`);
  for (const words of ["next     t2 = ", "(2 of 3)", "this policy", "unrefined", "static", "equallySpaced"])
    expect(stdout).toContain(words);
  const { baselines, gain, horizon, next: place, kind } = resultIn("refined");
  expect([kind, horizon, place.step, place.of]).toEqual(["policy", 2, 2, 3]);
  expect(baselines.map(({ name }: { name: string }) => name)).toEqual([
    "unrefined",
    "static",
    "greedy",
    "equallySpaced",
    "random",
  ]);
  for (const { gain: other } of baselines) expect(other.lower.draws).toBe(gain.lower.draws); // the same thetas and noise
  expect(readFileSync(at("refined", "report.html"), "utf8")).toContain("the unrefined policy");

  // The policy's file is of the whole experiment, and decides about this one only.
  expect(JSON.parse((await ok("ask refined --history person.json --json")).stdout)).toEqual(place);
  expect((await call("ask refined")).stderr).toContain("refined for an experiment under way, after 1 measurement");
  writeFileSync(at("other.json"), JSON.stringify({ observations: [{ design: [0.5], outcome: [7] }] }));
  expect((await call("ask refined --history other.json")).stderr).toContain("was refined for another experiment");

  const again = JSON.parse((await ok("evaluate refined --samples 200 --contrasts 200 --json")).stdout);
  expect(Math.abs(again.gain.lower.value - gain.lower.value)).toBeLessThan(4 * Math.hypot(again.gain.lower.se, gain.lower.se));
  await ok("train pharmacokinetic --config refined/config.json --processes 1 --out repeated-policy");
  expect(resultIn("repeated-policy")).toEqual(resultIn("refined"));
  await ok(`${next} --processes 2 --out by-two`);
  expect(resultIn("by-two")).toEqual(resultIn("refined")); // another process reads the same files
  await ok("resume refined");

  // And once more, by what it has become.
  const observations = [...history.observations, { design: place.design, outcome: [12] }];
  writeFileSync(at("later.json"), JSON.stringify({ observations }));
  expect((await ok(`next refined --data later.json --draws 2000 ${tiny} --processes 1 --out last`)).stdout).toContain("(3 of 3)");
  const lived = await call("calibrate refined --posterior amortised --replications 20 --steps 20 --batch 32 --out calibrated");
  expect([lived.code, lived.stderr]).toEqual([0, expect.anything()]);
  expect(readFileSync(at("refined", "report.html"), "utf8")).toContain("calibrated/report.html");
}, 240_000);
