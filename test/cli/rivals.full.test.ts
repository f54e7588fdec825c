/** Runs about several models, and curves, as other commands and other processes find them. */
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";
import { build, openWorkplace, small } from "./support.js";

const { at, ok, call, close } = openWorkplace();
beforeAll(() => {
  build();
  for (const name of ["line.ts", "parabola.ts"]) cpSync(join(root, "examples", "models", name), at(name));
});
afterAll(close);

const resultIn = (...path: string[]) =>
  JSON.parse(readFileSync(at(...path, "result.json"), "utf8").replaceAll(/"seconds": [\d.e+-]+/g, '"seconds": 0'));

test("several models: by two processes as by one, repeated, evaluated, and told apart by data", async () => {
  const models = "line.ts --rivals parabola.ts --model-weights 0.7,0.3 --set noiseSd=0.5";
  for (const n of [1, 2]) await ok(`design ${models} --designs 3 ${small} --processes ${n} --out by${n}`);
  expect(resultIn("by2")).toEqual(resultIn("by1"));
  expect(resultIn("by1").settings).toEqual({ "line.noiseSd": 0.5, "parabola.noiseSd": 0.5 });
  await ok("design line.ts --config by1/config.json --trust --processes 1 --out repeated");
  expect(resultIn("repeated")).toEqual(resultIn("by1"));
  expect((await ok("evaluate by1 --samples 100 --contrasts 100 --trust")).stdout).toContain("nested sPCE");
  expect(readFileSync(at("by1", "report.html"), "utf8")).toContain("tell most about model?");

  writeFileSync(at("seen.csv"), "x,y\n-1,1.9\n0,0.1\n1,1.6\n");
  await ok(`infer ${models} --data seen.csv --draws 200 --out alone`);
  await ok("infer by1 --data seen.csv --draws 200 --out ofRun --trust");
  expect(resultIn("ofRun").models).toEqual(resultIn("alone").models);
  expect(resultIn("alone").models.map(({ before }: { before: number }) => before)).toEqual([0.7, 0.3]);
  expect(readFileSync(at("alone", "report.html"), "utf8")).toContain("Bayes factor");

  writeFileSync(at("parabola.ts"), `${readFileSync(at("parabola.ts"), "utf8")}// changed\n`);
  rmSync(at("by1", "result.json"));
  const refused = await call("resume by1 --trust");
  expect([refused.code, refused.stderr.includes("parabola.ts")]).toEqual([2, true]);
});

test("a curve keeps what is finished, and goes on from there", async () => {
  const curve = `curve linear --counts 1,2 --goal slope --cost 20+5*n --cost-unit EUR ${small} --processes 1`;
  await ok(`${curve} --out whole`);
  const whole = resultIn("whole");
  expect(whole.points.map(({ designs, cost }: { designs: number; cost: number }) => [designs, cost])).toEqual([
    [1, 25],
    [2, 30],
  ]);
  rmSync(at("whole", "result.json"));
  rmSync(at("whole", "points", "2"), { recursive: true });
  const first = readFileSync(at("whole", "points", "1", "result.json"), "utf8");
  await ok("resume whole --processes 1");
  expect(resultIn("whole")).toEqual(whole);
  expect(readFileSync(at("whole", "points", "1", "result.json"), "utf8")).toBe(first);
  expect(readFileSync(at("whole", "report.html"), "utf8")).toContain("How many are enough");
});
