/** `floe meta`: what is printed and written, and that wrong calls get one message. Comparisons are in metaCompare.full.test.ts. */
import { cpSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMetaModel } from "../../src/portable/model.js";
import { build, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const tiny = "--hidden 8,8 --tasks 4 --backend wasm --quiet";

beforeAll(async () => {
  build();
  writeFileSync(at("points.csv"), "x,y\n-2,1.5\n0.5,-1\n3,0.25\n");
  writeFileSync(at("xs.csv"), "x\n-1\n0\n4.5\n");
  await ok(`meta train fomaml --steps 30 --set innerSteps=2 --seed 3 --out first ${tiny}`);
}, 120_000);

afterAll(close);

const timeless = (text: string) => text.replaceAll(/"seconds": ?(\[[^\]]*\]|[\d.e-]+)/g, '"seconds":0');

test("train leaves a run folder whose result, model and report can be relied on", async () => {
  for (const file of ["config.json", "metrics.jsonl", "result.json", "model.json", "errors.json", "report.html"])
    expect(existsSync(at("first", file)), file).toBe(true);
  const { kind, errors, training, tasks } = JSON.parse(read("first", "result.json"));
  expect([kind, tasks, training.seed, training.settings.innerSteps]).toEqual(["meta", 4000, 3, 2]);
  expect(errors.map(({ steps }: { steps: number }) => steps)).toEqual([0, 1, 2, 5, 10]);
  expect(read("first", "report.html")).toContain("Error against adaptation steps");
});

test("the same command gives the same bytes, times aside, and --json prints the result alone", async () => {
  const { stdout } = await ok(`meta train fomaml --steps 30 --set innerSteps=2 --seed 3 --out second --json ${tiny}`);
  expect(stdout).toBe(read("second", "result.json"));
  for (const file of ["model.json", "errors.json"]) expect(read("second", file)).toBe(read("first", file));
  for (const file of ["metrics.jsonl", "result.json"]) expect(timeless(read("second", file))).toBe(timeless(read("first", file)));
});

test("a run's config.json repeats it", async () => {
  await ok("meta train fomaml --config first/config.json --out third --quiet");
  expect(read("third", "config.json")).toBe(read("first", "config.json"));
  expect(read("third", "model.json")).toBe(read("first", "model.json"));
});

test("a run that was killed between its result and its report gets the report when it is resumed", async () => {
  cpSync(at("first"), at("killed"), { recursive: true });
  for (const file of ["report.json", "report.html"]) rmSync(at("killed", file));
  const { stderr } = await ok("resume killed");
  expect(stderr).toContain("nothing is left to do");
  expect(read("killed", "report.json")).toBe(read("first", "report.json"));
  expect(read("killed", "report.html")).toContain("Error against adaptation steps");
});

test("resumed on other versions, a run says that its numbers may differ", async () => {
  cpSync(at("first"), at("older"), { recursive: true });
  rmSync(at("older", "result.json"));
  const config = JSON.parse(read("older", "config.json"));
  writeFileSync(at("older", "config.json"), JSON.stringify({ ...config, versions: { ...config.versions, tfjs: "4.0.0" } }));
  expect((await ok("resume older")).stderr).toMatch(/warning: the run began with tfjs 4\.0\.0, now .*numbers may differ/);
  expect(timeless(read("older", "result.json"))).toBe(timeless(read("first", "result.json")));
});

test("adapt predicts what the library predicts, as CSV and as JSON", async () => {
  const model = loadMetaModel(JSON.parse(read("first", "model.json")));
  const support = [
    { x: -2, y: 1.5 },
    { x: 0.5, y: -1 },
    { x: 3, y: 0.25 },
  ];
  const wanted = (steps?: number) => {
    const xs = [-1, 0, 4.5];
    const ys = model.adapt(support, steps)(xs);
    return xs.map((x, i) => ({ x, y: ys[i] as number }));
  };
  const { stdout } = await ok("meta adapt first --support points.csv --query xs.csv --json");
  expect(JSON.parse(stdout)).toEqual({ support, predictions: wanted() });
  await ok("meta adapt first/model.json --support points.csv --query xs.csv --adaptation-steps 7 --out seven.csv");
  expect(read("seven.csv")).toBe(
    `x,y\n${wanted(7)
      .map(({ x, y }) => `${x},${y}\n`)
      .join("")}`,
  );
  expect((await ok("meta adapt first --support points.csv")).stdout.split("\n").length).toBe(103);
});

test.each([
  ["meta --sede 3", /unknown meta command "--sede".* Known: train, compare, adapt/],
  ["help meta tain", /unknown meta command "tain"; did you mean "train"/],
  ["meta tain", /unknown meta command "tain"; did you mean "train"/],
  ["meta train metaflo", /unknown method "metaflo"; did you mean "metaFlo"/],
  ["meta train mean", /nothing to train/],
  ["meta train cnp --set embedding=many", /--set embedding must be a number, got "many"/],
  ["meta train cnp --family sin", /unknown task family "sin"; did you mean "sine"/],
  ["meta train cnp --out first", /first already holds a run/],
  ["meta train maml --config first/config.json", /is of another run: repeat it with floe meta train fomaml --config first/],
  ["meta compare --config first/config.json", /repeat it with floe meta train fomaml/],
  ["design linear --config first/config.json", /repeat it with floe meta train fomaml/],
  ["evaluate first", /first holds a meta-training \(floe meta train\): this needs one of floe design or floe train/],
  ["report nowhere", /there is no run folder nowhere/],
  ["report first first", /first holds a meta-training .*page of its own only/],
  ["meta compare --family sin", /unknown task family "sin"/],
  ["meta adapt first", /--support must name a CSV file/],
  ["meta adapt nowhere --support points.csv", /could not read the model nowhere/],
  ["meta adapt first --support nowhere.csv", /could not read nowhere.csv/],
  ["meta adapt first --support xs.csv", /xs.csv: the first line must name the columns x and y; it lacks y/],
  ["meta adapt first --support points.csv --adaptation-steps -1", /steps must be a whole number/],
])("%s: one message", async (line, message) => {
  const { code, stderr, stdout } = await call(line);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split("\n").length).toBe(1);
  expect(stdout).toBe("");
});
