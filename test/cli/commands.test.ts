/** What each command does when it is called rightly: what is printed, what is written, and that both can be relied on. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { afterAll, beforeAll, expect, test } from "vitest";
import { designSpaces } from "../../designs/index.js";
import { metaMethods } from "../../meta/learners/index.js";
import { taskFamilies } from "../../meta/tasks/index.js";
import { adaptivePolicies, policies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { nativeHere } from "../../src/cli/commands/doctor.js";
import { commands } from "../../src/cli/commands.js";
import { critics, densities } from "../../src/critics/index.js";
import { estimators } from "../../src/estimators/index.js";
import { knownTasks } from "../../src/information/known/tasks/index.js";
import { optimizers } from "../../src/information/training/optimizers/index.js";
import { flagOf, optionTable } from "../../src/options/table.js";
import { posteriors } from "../../src/posteriors/index.js";
import { root } from "../support/sourceFiles.js";
import { build, openWorkplace, recordsOf, small, start } from "./support.js";

const { at, read, ok, call, place, close } = openWorkplace();

beforeAll(async () => {
  build();
  await ok(`design linear --designs 2 --set noise=rate --seed 5 --out first --json --quiet ${small}`);
}, 120_000);

afterAll(close);

const json = (...parts: string[]) => JSON.parse(read(...parts));

test("--version prints the version of the package", async () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect((await ok("--version")).stdout).toBe(`${version}\n`);
});

test("--help lists every command, and without a command it is the same", async () => {
  const { stdout } = await ok("--help");
  for (const { name, summary } of commands) expect(stdout).toMatch(new RegExp(`^ +${name} .*${summary.slice(0, 20)}`, "m"));
  expect((await call("")).stdout).toBe(stdout);
});

test.each(commands.map((command) => [command.name, command] as const))(
  "%s --help tells its options and two examples",
  async (name, { options, examples }) => {
    const { stdout, stderr } = await ok(`${name} -h`);
    for (const option of options)
      expect(stdout).toContain(`  ${flagOf(option)} ${optionTable[option].kind === "flag" ? "" : "<"}`);
    for (const example of examples) expect(stdout).toContain(`$ ${example}`);
    expect(stderr).toBe("");
  },
);

test("floe --help loads neither TensorFlow.js nor anything else that is slow", async () => {
  const loaded = at("loaded.txt");
  const preload = ["--import", pathToFileURL(join(root, "test", "cli", "listModules.mjs")).href];
  const child = start(["--help"], place, preload, { FLOE_LOADED: loaded });
  expect((await child.ended).code).toBe(0);
  const modules = readFileSync(loaded, "utf8");
  expect(modules).toContain("commander");
  expect(
    modules.match(/@tensorflow\/tfjs[^/]*\/(?!package\.json)|\/(zod|mathjs|vega[^/]*|typescript|ts-node|cli-progress)\//g),
  ).toBeNull();
});

test("list tells what every registry holds, in words and as JSON", async () => {
  const entries = JSON.parse((await ok("list --json")).stdout);
  const names = Object.fromEntries(
    Object.entries(entries).map(([kind, list]) => [kind, (list as { name: string }[]).map(({ name }) => name)]),
  );
  const meta = { ...metaMethods, ...taskFamilies };
  const registries = {
    simulators,
    estimators,
    critics,
    densities,
    designs: designSpaces,
    optimizers,
    meta,
    policies: { ...policies, ...adaptivePolicies },
    posteriors,
    tasks: knownTasks,
  };
  expect(names).toEqual(Object.fromEntries(Object.entries(registries).map(([kind, members]) => [kind, Object.keys(members)])));
  const { stdout } = await ok("list simulators");
  for (const text of ["pharmacokinetic", "ka (1/h), ke (1/h), V (L)", "0 to 24 h", "(mg/L)", "noise=scale|rate", "when"])
    expect(stdout).toContain(text);
});

test("a run's config.json given as --config repeats it to the same bytes; --json prints the result and nothing else", async () => {
  const { stdout, stderr } = await ok("design linear --config first/config.json --out again --json --quiet");
  expect(recordsOf(at("again"))).toEqual(recordsOf(at("first")));
  expect(stdout).toBe(read("again", "result.json"));
  expect(stderr).toBe("");
  const wanted = {
    kind: "design",
    simulator: "linear",
    settings: { noise: "rate" },
    seed: 5,
    design: [expect.any(Number), expect.any(Number)],
  };
  expect(JSON.parse(stdout)).toMatchObject(wanted);
  const files = ["metrics.jsonl", "checkpoint/latest", "report.html", "figures/training.svg"];
  expect(files.filter((file) => !existsSync(at("again", file)))).toEqual([]);
});

test("the command line wins over --config, and another seed gives another run", async () => {
  await ok("design linear --config first/config.json --seed 6 --out other --quiet");
  expect(json("other", "config.json")).toEqual({ ...json("first", "config.json"), seed: 6 });
  expect(json("other", "result.json").design).not.toEqual(json("first", "result.json").design);
});

test("--config takes options by their long names, settings among them", async () => {
  writeFileSync(
    at("options.json"),
    JSON.stringify({ designs: 2, set: { noise: "scale", noiseSd: 2 }, "critic-rate": 0.01, hidden: [8, 4], quiet: true }),
  );
  await ok(`design linear --config options.json --set noise=rate --out configured --estimator nwj ${small}`);
  const { designs, settings, training, estimator } = json("configured", "config.json");
  expect({ designs, estimator, criticRate: training.criticRate, hidden: training.hidden }).toEqual({
    designs: 2,
    estimator: "nwj",
    criticRate: 0.01,
    hidden: [8, 4],
  });
  expect(settings).toMatchObject({ noise: "rate", noiseSd: 2 });
});

test("a preset brings its own options, estimator included", async () => {
  const { estimator, features } = simulators.pharmacokinetic.presets?.paper ?? {};
  await ok(`design pharmacokinetic --designs 1 --preset paper --out preset --quiet --features 16 ${small}`);
  const { training } = json("preset", "config.json");
  expect(training).toMatchObject({ estimator, features: 16 });
  expect(features).not.toBe(16);
});

test("--force replaces a run, and only that", async () => {
  writeFileSync(at("other", "note.txt"), "mine");
  await ok("design linear --config first/config.json --out other --force --quiet");
  expect(recordsOf(at("other"))).toEqual(recordsOf(at("first")));
  expect(read("other", "note.txt")).toBe("mine");
});

test("the summary names design, bounds, exact gain, baselines and where the report is", async () => {
  const { stdout } = await ok("resume first");
  const { design, gain } = json("first", "result.json");
  expect(stdout).toContain(`d1 = ${Number(design[0].toPrecision(5))}`);
  expect(stdout).toMatch(/gain \(nats\) +lower \(sPCE\) +upper \(sNMC\) +exact +this design less it\n/);
  expect(stdout).toMatch(new RegExp(`this design +[\\d.]+ ± [\\d.]+ +[\\d.]+ ± [\\d.]+ +${gain.exact.toFixed(4)}`));
  expect(stdout).toMatch(/equallySpaced[\s\S]*random[\s\S]*report +first\/report\.html\n/);
});

test("resume says that a finished run is finished", async () => {
  const { stdout, stderr } = await ok("resume first --json");
  expect(stdout).toBe(read("first", "result.json"));
  expect(stderr).toContain("first is finished");
});

test("evaluate draws fresh samples, which agree with the run's own within their errors", async () => {
  const { gain, design } = JSON.parse((await ok("evaluate first --json --samples 1000")).stdout);
  const own = json("first", "result.json");
  expect(design).toEqual(own.design);
  expect(gain.lower.value).not.toBe(own.gain.lower.value);
  expect(Math.abs(gain.lower.value - own.gain.lower.value)).toBeLessThan(5 * Math.hypot(gain.lower.se, own.gain.lower.se));
  expect(gain.exact).toBeCloseTo(own.gain.exact, 6);
  const at2 = JSON.parse(
    (await ok(`evaluate linear --design ${design.join(",")} --set noise=rate --json --samples 1000 --contrasts 200`)).stdout,
  );
  expect(at2.gain).toEqual(gain);
});

test("simulate prints theta and outcome as CSV with the moments of the model", async () => {
  const { stdout } = await ok("simulate linear --design 4,-4 -n 12000 --seed 2");
  const [head, ...rows] = stdout.trim().split("\n");
  const names = (head as string).split(",");
  expect(names).toHaveLength(4);
  expect(rows).toHaveLength(12_000); // more than one portion
  // y = theta0 + 4 theta1 + noise: mean 4 (gamma with shape 2 and scale 2), variance 9 + 16·9 + 1 + 8
  const y = rows.map((row) => Number(row.split(",")[2]));
  expect(Math.abs(mean(y) - 4)).toBeLessThan((4 * Math.sqrt(162)) / Math.sqrt(12_000));
  expect(sampleStandardDeviation(y) / Math.sqrt(162)).toBeCloseTo(1, 1);
  expect((await ok("simulate linear --design 4,-4 -n 12000 --seed 2")).stdout).toBe(stdout);
  expect((await ok("simulate linear --design 4,-4 -n 12000 --seed 3")).stdout).not.toBe(stdout);
  await ok("simulate linear --design 4,-4 -n 12000 --seed 2 --out draws.csv");
  expect(read("draws.csv")).toBe(stdout);
});

test("simulate reads a bank of paths where a simulator has one", async () => {
  const { stdout } = await ok("simulate sir --design 2,5 -n 20 --set days=10");
  const rows = stdout.trim().split("\n");
  expect(rows[0]).toBe("beta,gamma,y1,y2");
  expect(rows).toHaveLength(21);
  expect(rows.slice(1).every((row) => row.split(",").every((cell) => Number(cell) >= 0))).toBe(true);
});

test("a reader who leaves early ends simulate without a word", async () => {
  const child = start(["simulate", "linear", "--design", "1", "-n", "3000000"], place);
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await child.ended).toMatchObject({ code: 0, stderr: "" });
});

test("report prints where it wrote, for one run and for several", async () => {
  expect((await ok("report first")).stdout).toBe("first/report.html\n");
  await ok("report first other --out comparison.html");
  expect(read("comparison.html")).toContain("<html");
});

test("doctor finds WASM and the plain backend working, and says why where one does not", async () => {
  const { versions, machine, backends, auto } = JSON.parse((await ok("doctor --json")).stdout);
  expect(versions).toMatchObject({ node: process.versions.node, tfjs: "4.22.0" });
  expect(machine.cores).toBeGreaterThan(0);
  for (const name of ["wasm", "cpu"]) expect(backends[name]).toMatchObject({ works: true, gflops: expect.any(Number) });
  const { works, why, provider } = backends.native;
  expect(works ? provider : why).toContain("@tensorflow/tfjs-node");
  expect(auto).toBe(works ? "native" : "wasm");
});

test("doctor knows which native packages there are for which machine and Node", () => {
  expect(nativeHere("linux", "x64", "22.18.0")).toEqual({
    packages: ["@tensorflow/tfjs-node-gpu", "@tensorflow/tfjs-node"],
    about: "@tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node",
  });
  expect(nativeHere("linux", "x64", "24.1.0").about).toContain("fail from Node 23 on, and Floe puts back");
  expect(nativeHere("darwin", "x64", "22.1.0").packages).toEqual(["@tensorflow/tfjs-node"]);
  expect(nativeHere("linux", "arm64", "24.1.0")).toMatchObject({
    packages: [],
    about: expect.stringContaining("none is published"),
  });
});
