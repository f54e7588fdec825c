/** Wrong calls: every one ends with code 2 and exactly one clear message, and nothing that was there is lost. */
import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulators } from "../../simulators/index.js";
import { badSimulators, simulatorText } from "./badSimulators.js";
import { expectOneMessage } from "./oneMessage.js";
import { build, contentOf, copyFolder, type Driver, run, startDriver, temporaryFolder } from "./support.js";

/** A call as it is typed, and words that its message must contain. {name} stands for a file or folder made below. */
type Wrong = readonly [call: string, ...words: string[]];

const unknownNames: readonly Wrong[] = [
  ["desing linear", "desing", "design"],
  ["design pharmacokinetics", "pharmacokinetics", 'did you mean "pharmacokinetic"?'],
  ["design nosuchmodel", "nosuchmodel", Object.keys(simulators).join(", "), "floe init"],
  ["design linear --estimator floo", 'unknown estimator "floo"', 'did you mean "flo"?'],
  ["design linear --estimator nmc", "nmc", "not a lower bound"],
  ["design linear --estimator ksg", "ksg", "from samples", "flo"],
  ["design sir --estimator ba", "the prior's density", "no logDensity(theta)", "flo"],
  ["design sir --estimator pce", "needs a likelihood", "flo"],
  ["design linear --critic bilinaer", 'unknown critic "bilinaer"', 'did you mean "bilinear"?'],
  ["design linear --preset papre", "unknown preset", "papre", "paper"],
  ["design linear --backend wasmm", "--backend", "wasmm", 'did you mean "wasm"?'],
  ["design linear --auxiliary split", "--auxiliary", "shared, separate", "split"],
  ["design linear --set nois=rate", "nois", 'did you mean "noise"?'],
  ["design linear --set noise=loud", "noise", "scale, rate", "loud"],
  ["design sir --set population=many", "population", "number", "many"],
  ["design sir --set filter=perhaps", "filter", "true or false", "perhaps"],
  ["design linear --set noise", "name=value", "noise"],
  ["design linear --step 5", "--step", "--steps"],
  ["design linear --colour red", "--colour"],
  ["bounds linear --estimators flo,nwjj", 'unknown estimator "nwjj"', 'did you mean "nwj"?'],
  ["bounds linear --estimators flo,nmc", "nmc cannot be maximised", "upper"],
  ["bounds linear --designs 2 --batches 16,9000", "--batches", "at most 4096"],
  ["bounds sir --designs 2", "sir", "takes a likelihood"],
  ["infer", "missing", "run-or-simulator"],
  ["infer linear", "say what was measured", "--data FILE"],
  ["infer linear --data nothing.csv", "could not read the data nothing.csv"],
  ["infer linaer --data nothing.csv", 'did you mean "linear"?'],
  ["infer linear --data nothing.csv --posterior girdd", 'unknown posterior "girdd"', 'did you mean "grid"?'],
  ["infer linear --data nothing.csv --draws 5", "--draws", "at least 100"],
  ["infer linear --data nothing.csv --density gausian", 'did you mean "gaussian"?'],
  ["beliefs", "missing", "run"],
  ["beliefs nothing", "nothing"],
  ["next", "missing", "run-or-simulator"],
  ["next linear", "say what was measured", "--data FILE"],
  ["next linear --data nothing.csv", "could not read the data nothing.csv"],
  ["design linear --given nothing.csv", "could not read nothing.csv"],
  ["design linear --goal slop", "no parameter and no goal", 'did you mean "slope"?'],
  ["design linear --nuisance known", "--nuisance known", "add --goal"],
  ["design linear --goal slope --nuisance knwon", "--nuisance", 'did you mean "known"?'],
  ["design linear --rivals linaer", 'did you mean "linear"?'],
  ["design linear --rivals linear", "--rivals: linear is there twice"],
  ["design linear --rivals pharmacokinetic", "models of different experiments"],
  ["design linear --model-weights 0.5,0.5", "--model-weights are of several models"],
  ["design linear --groups 0", "--groups", "at least 1"],
  ["evaluate linear --design 1,2;3", "group 2 has 1 number, and group 1 has 2"],
  ["design sir --subjects 2", "sir cannot be measured in 2 subjects", "share theta"],
  ["design linear --cost 2*m", 'there is no "m"'],
  ["design linear --cost-unit EUR", "add --cost"],
  ["curve linear --counts 4-1", "--counts", "1-8 or 1,2,4,8"],
  ["curve linear --designs 3", "--designs"],
  ["infer linear --data nothing.csv --model-weights 1,2", "--model-weights are of several models"],
  ["infer linear --data nothing.csv --rivals pharmacokinetic --posterior mcmc", "does not give the evidence", "grid, smc"],
  ["study", "missing", "study"],
  ["study nothing.yaml", "there is no study nothing.yaml"],
  ["study results nothing.yaml", "there is no study nothing.yaml"],
  ["worker --queue here:6379", "--queue must be the address of a Redis", "redis://127.0.0.1:6379"],
  ["list simulatrs", "simulatrs", 'did you mean "simulators"?'],
];

const wrongValues: readonly Wrong[] = [
  ["design linear --steps abc", "--steps must be a whole number", "abc"],
  ["design linear --steps NaN", "--steps", "NaN"],
  ["design linear --steps Infinity", "--steps", "Infinity"],
  ["design linear --steps 0", "--steps", "at least 1", "got 0"],
  ["design linear --steps -5", "--steps", "got -5"],
  ["design linear --steps 1.5", "--steps", "whole number", "1.5"],
  ["design linear --steps 0x10", "--steps", "0x10"],
  ["design linear --steps", "--steps", "missing"],
  ["design linear --batch 1", "--batch", "at least 2"],
  ["design linear --batch 1e9", "--batch", "at most 65536"],
  ["design linear --restarts 0", "--restarts", "at least 1"],
  ["design linear --hidden 128,,64", "--hidden", "128,128"],
  ["design linear --hidden wide", "--hidden", "wide"],
  ["design linear --hidden 0", "--hidden", "at least 1"],
  ["design linear --features -1", "--features", "got -1"],
  ["design linear --critic-rate 0", "--critic-rate", "above 0"],
  ["design linear --critic-rate NaN", "--critic-rate", "NaN"],
  ["design linear --design-rate -0.1", "--design-rate", "above 0"],
  ["design linear --critic-steps 0", "--critic-steps", "at least 1"],
  ["design linear --warmup -1", "--warmup", "at least 0"],
  ["design linear --clip-norm 0", "--clip-norm", "above 0"],
  ["design linear --validate-every 0", "--validate-every", "at least 1"],
  ["design linear --patience -1", "--patience", "at least 0"],
  ["design linear --seed -1", "--seed", "at least 0"],
  ["design linear --seed one", "--seed", "one"],
  ["design linear --designs 0", "--designs", "at least 1"],
  ["design linear --designs -3", "--designs", "got -3"],
  ["design linear --designs two", "--designs", "two"],
  ["design linear --samples 1", "--samples", "at least 2"],
  ["design linear --contrasts 0", "--contrasts", "at least 1"],
  ["design linear --set noiseSd=-1", "noiseSd", "-1"],
  ["design", "missing", "simulator"],
  ["design linear pharmacokinetic", "too many arguments"],
  ["evaluate linear", "--design"],
  ["evaluate linear --design 1,a", "--design", "1,a"],
  ["evaluate linear --design NaN", "--design", "NaN"],
  ["evaluate linear --design ,", "--design", "commas"],
  ["evaluate linear --design 11", "d1 = 11", "10"],
  ["simulate linear", "--design"],
  ["simulate linear --design 1 -n 0", "--count", "at least 1"],
  ["simulate linear --design 1 -n some", "--count", "some"],
];

const files: readonly Wrong[] = [
  ["design missing.ts", "no file missing.ts"],
  ["design {folder}", "is a folder"],
  ["design {text.txt}", ".ts"],
  ["design linear --out {text.txt}", "text.txt"],
  ["design linear --out {text.txt}/below", "could not make the run folder", "not a folder"],
  ["design linear --out /proc/nowhere/run", "/proc/nowhere/run"],
  ["design linear --out {done}", "already holds a run", "--force", "floe resume"],
  ["design linear --out {folder}", "is not a run of Floe's"],
  ["design linear --out {folder} --force", "is not a run of Floe's", "nothing was changed"],
  ["design linear --config missing.json", "missing.json", "no such file"],
  ["design linear --config {text.txt}", "is not JSON"],
  ["design linear --config {list.json}", "object of options"],
  ["design linear --config {unknown.json}", '"stepz"', 'did you mean "steps"?'],
  ["design linear --config {wrong.json}", '"steps"', "wrong.json", "many"],
  ["design linear --config {done}/config.json", "pharmacokinetic", "floe design pharmacokinetic --config"],
  ["evaluate {folder}", "not a run folder"],
  ["evaluate {stopped}", "not finished", "floe resume"],
  ["evaluate {done} --set dose=1", "--set"],
  ["simulate linear --design 1 --out {text.txt}", "exists already", "--force"],
  ["simulate linear --design 1 --out /proc/nowhere/draws.csv", "/proc/nowhere/draws.csv"],
  ["report missing", "missing", "run folder"],
  ["report {folder}", "config.json"],
  ["report {truncatedConfig}", "config.json", "damaged"],
  ["report", "missing", "runs"],
  ["resume missing", "no run folder missing"],
  ["resume {folder}", "not a run folder"],
  ["resume {truncatedConfig}", "config.json is damaged"],
  ["resume {garbledConfig}", "config.json is damaged"],
  ["resume {emptyConfig}", "config.json is damaged"],
  ["resume {incompleteConfig}", "config.json is damaged", "training"],
  ["resume {changedConfig}", "training.steps", "many"],
  ["resume {flippedCheckpoint}", "checkpoint", "is damaged", "nothing was changed"],
  ["resume {truncatedCheckpoint}", "checkpoint", "is damaged"],
  ["resume {emptyCheckpoint}", "checkpoint", "is damaged"],
  ["resume {lostMetrics}", "metrics.jsonl", "lines were lost"],
  ["resume {damagedResult}", "result.json is damaged"],
  ["resume {occupied}", "is working in occupied", "lock"],
  ["resume {changedSimulator}", "has changed since the run began"],
  ["init {text.txt}", "must end in .ts"],
  ["init {sound.ts}", "exists already", "--force"],
  ["init {text.txt}/my.ts", "could not make the folder"],
  ["init", "missing", "file"],
];

const small =
  "--steps 30 --restarts 1 --batch 16 --samples 40 --contrasts 20 --validate-every 10 --evaluation-steps 10 --evaluation-batch 16".split(
    " ",
  );
const [place, driver] = [temporaryFolder(), {} as { now: Driver }];
const at = (...parts: string[]) => join(place, ...parts);

beforeAll(async () => {
  build();
  driver.now = startDriver();
  mkdirSync(at("folder"));
  for (const [name, text] of Object.entries(plainFiles)) writeFileSync(at(name), text);
  for (const [name, [text, , ending = ".ts"]] of Object.entries(badSimulators)) writeFileSync(at(name + ending), text);
  const made = [
    await driver.now.floe(["design", "pharmacokinetic", "--designs", "1", "--out", "done", ...small], place),
    await driver.now.floe(["design", "sound.ts", "--out", "changedSimulator", ...small], place),
  ];
  for (const { code, stderr } of made) expect(code, stderr).toBe(0);
  rmSync(at("changedSimulator", "result.json"));
  for (const folder of ["done", "changedSimulator"]) rmSync(at(folder, "figures"), { recursive: true });
  writeFileSync(at("sound.ts"), `${simulatorText("")}// changed\n`);
  for (const [name, spoil] of Object.entries(spoiled)) {
    copyFolder(at("done"), at(name));
    if (name !== "damagedResult") rmSync(at(name, "result.json"));
    spoil(at(name));
  }
}, 240_000);

afterAll(() => {
  driver.now.close();
  rmSync(place, { recursive: true, force: true });
});

const plainFiles: Readonly<Record<string, string>> = {
  "text.txt": "nothing but text",
  "folder/note.txt": "mine",
  "list.json": "[1, 2]",
  "unknown.json": '{"stepz": 5}',
  "wrong.json": '{"steps": "many"}',
  "sound.ts": simulatorText(""),
};

/** What happens to records on disks: each takes a finished run without its result. */
const spoiled: Readonly<Record<string, (folder: string) => void>> = {
  stopped: () => {},
  truncatedConfig: (folder) => truncateSync(join(folder, "config.json"), 200),
  garbledConfig: (folder) => writeFileSync(join(folder, "config.json"), Buffer.alloc(300, 0x9d)),
  emptyConfig: (folder) => truncateSync(join(folder, "config.json"), 0),
  incompleteConfig: (folder) => changeConfig(folder, ({ training: _, ...rest }) => rest),
  changedConfig: (folder) =>
    changeConfig(folder, (config) => ({ ...config, training: { ...(config.training as object), steps: "many" } })),
  flippedCheckpoint: (folder) => {
    const bytes = readFileSync(join(folder, "checkpoint", "latest"));
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] as number) ^ 1;
    writeFileSync(join(folder, "checkpoint", "latest"), bytes);
  },
  truncatedCheckpoint: (folder) => truncateSync(join(folder, "checkpoint", "latest"), 500),
  emptyCheckpoint: (folder) => truncateSync(join(folder, "checkpoint", "latest"), 0),
  lostMetrics: (folder) => truncateSync(join(folder, "metrics.jsonl"), 10),
  occupied: (folder) => writeFileSync(join(folder, "lock"), String(process.pid)), // this test's own process is alive
  damagedResult: (folder) => truncateSync(join(folder, "result.json"), 50),
};

function changeConfig(folder: string, change: (config: Record<string, unknown>) => object): void {
  const file = join(folder, "config.json");
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, "utf8")))));
}

async function expectWrong(call: string, words: readonly string[]): Promise<void> {
  const before = contentOf(place);
  const { code, stdout, stderr } = await driver.now.floe(call.replaceAll(/\{(.*?)\}/g, "$1").split(" "), place);
  expectOneMessage(stderr, words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(contentOf(place)).toEqual(before);
}

describe.each([
  ["unknown names", unknownNames],
  ["wrong values", wrongValues],
  ["wrong files", files],
] as const)("%s", (_, calls) => {
  test.each(calls)("floe %s", (call, ...words) => expectWrong(call, words));
});

test.each(Object.entries(badSimulators))("a simulator's file: %s", (name, [, words, ending = ".ts"]) =>
  expectWrong(`design ${name}${ending}`, words),
);

test("there are at least sixty", () => {
  expect(unknownNames.length + wrongValues.length + files.length + Object.keys(badSimulators).length).toBeGreaterThan(60);
});

test.each<Wrong>([
  ["design nosuchmodel", "nosuchmodel"],
  ["design linear --steps abc", "--steps"],
  ["resume flippedCheckpoint", "is damaged"],
])("the program itself: floe %s", async (call, ...words) => {
  const { code, stdout, stderr } = await run(call.split(" "), place);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expectOneMessage(stderr, words);
});
