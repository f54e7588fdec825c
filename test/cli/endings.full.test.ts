/** Signals at any moment of long runs, loops in user code, and options that want more memory than there is. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { odd, simulate } from "./oddSimulator.js";
import { build, run, start, temporaryFolder } from "./support.js";

const place = temporaryFolder();
beforeAll(build);
afterAll(() => rmSync(place, { recursive: true, force: true }));

const small = "--samples 200 --contrasts 200 --processes 1 --quiet".split(" ");

async function until(what: () => boolean): Promise<void> {
  for (let waited = 0; !what(); waited += 50) {
    expect(waited).toBeLessThan(60_000);
    await setTimeout(50);
  }
}

test.each([
  ["design", "design linear --designs 3 --steps 100000000"],
  ["meta", "meta train cnp --hidden 8 --tasks 2 --steps 100000000"],
])("a run of a hundred million steps writes, saves and stops by the clock: %s", async (folder, line) => {
  const more = folder === "design" ? small : ["--quiet"];
  const child = start([...line.split(" "), ...more, "--out", folder], place);
  const records = ["metrics.jsonl", join("checkpoint", "latest")].map((name) => join(place, folder, name));
  await until(() => records.every((file) => existsSync(file) && statSync(file).size > 0));
  child.kill("SIGINT");
  const { code, stderr } = await child.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/stopping at the next safe point[\s\S]*interrupted; everything so far is saved[\s\S]*floe resume/);
  expect(readFileSync(records[0] as string, "utf8").split("\n").length).toBeGreaterThan(1);
});

const looping = (here: string, later: number): string =>
  odd("", `if (${here} && (globalThis.calls = (globalThis.calls ?? 0) + 1) > ${later}) { console.log("looping"); for (;;); }`);

const childrenLike = (name: string): string[] =>
  spawnSync("pgrep", ["-f", name], { encoding: "utf8" }).stdout.split("\n").filter(Boolean);

test.each([
  ["alone", "true", 40, "1"],
  ["helped", "process.send !== undefined", 2, "2"],
])("a loop in the file's code is ended by a second Ctrl-C, with all helpers: %s", async (name, here, later, processes) => {
  writeFileSync(join(place, `${name}.mjs`), looping(here, later));
  const child = start(["design", `${name}.mjs`, "--restarts", "2", "--processes", processes, "--out", name], place);
  let printed = "";
  child.stderr?.on("data", (chunk) => {
    printed += String(chunk);
  });
  await until(() => printed.includes("looping"));
  const before = new Set(childrenLike("pieces/child.js"));
  child.kill("SIGINT");
  await setTimeout(400);
  child.kill("SIGINT");
  const { code, stderr } = await child.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/once more kills[\s\S]*floe resume/);
  const own = [...before].filter((pid) => readParent(pid) === String(child.pid));
  await until(() => own.every((pid) => !childrenLike("pieces/child.js").includes(pid)));
});

const readParent = (pid: string): string => spawnSync("ps", ["-o", "ppid=", "-p", pid], { encoding: "utf8" }).stdout.trim();

test("Ctrl-C ends a command that has nothing to save, at once, also in a loop of the file's", async () => {
  writeFileSync(join(place, "once.mjs"), looping("true", 0));
  const child = start(simulate("once.mjs"), place);
  let printed = "";
  child.stderr?.on("data", (chunk) => {
    printed += String(chunk);
  });
  await until(() => printed.includes("looping"));
  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.ended;
  expect([code, stdout]).toEqual([130, ""]);
  expect(stderr).toContain("interrupted; nothing was begun");
});

/** Name, what the file does, what is said. */
const refused: readonly (readonly [string, string, RegExp])[] = [
  ["kill", odd('process.kill(process.pid, "SIGKILL");'), /process\.kill of its own process would end the run/],
  ["chdir", odd("", 'process.chdir("/")'), /process\.chdir\("\/"\) would move the run's files/],
  [
    "rejected",
    odd("", 'Promise.reject(new Error("late"))'),
    /failed at rejected\.mjs:\d+, outside of any call of Floe's .*: late/,
  ],
  ["nothing", odd("setTimeout(() => { throw null; }, 0);"), /outside of any call of Floe's .*: null/],
];

test.each(refused)("what would end the work is refused or told, in one message: %s", async (name, text, message) => {
  writeFileSync(join(place, `${name}.mjs`), text);
  const { code, stderr } = await run(simulate(`${name}.mjs`), place);
  expect(code, stderr).toBe(2);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect(stderr).toMatch(message);
});

/** Within their documented limits; each runs, or is refused before much is taken. */
const greedy = [
  ...["pce", "infoNce", "flo", "nwj", "tuba"].flatMap((estimator) =>
    [16_384, 65_536].map((batch) => `design linear --designs 1 --estimator ${estimator} --batch ${batch}`),
  ),
  ...["65536,65536", "20000,20000"].flatMap((hidden) =>
    ["infoNce", "flo", "nwj"].map((estimator) => `design linear --estimator ${estimator} --hidden ${hidden}`),
  ),
  "design linear --estimator infoNce --critic joint --batch 8192",
  "design linear --estimator infoNce --critic bilinear --features 65536",
  "design linear --estimator infoNce --critic separable --features 65536 --hidden 65536",
  "train linear --horizon 3 --policy-hidden 4096,4096,4096,4096",
  "train pharmacokinetic --horizon 3 --policy lstm --policy-hidden 4096,4096,4096,4096",
  "train linear --horizon 3 --batch 65536",
  "evaluate sir --design 10 --contrasts 100000000",
  "evaluate sir --design 10 --samples 10000000",
  "evaluate sir --design 10 --evaluation-batch 65536",
  "meta train fomaml --tasks 4096 --shots 1000 --queries 1000",
  "meta train maml --hidden 65536,65536",
  "meta train cnp --tasks 4096 --shots 1000 --queries 1000",
  "meta train metaFlo --hidden 20000,20000",
  "meta compare --tasks 4096 --shots 1000 --queries 1000",
];

const brief: Readonly<Record<string, string>> = {
  design: "--steps 2 --restarts 1 --samples 200 --contrasts 200 --evaluation-steps 2 --processes 1",
  train: "--steps 2 --restarts 1 --samples 200 --contrasts 200 --evaluation-steps 2 --gain-after last --processes 1",
  evaluate: "--evaluation-steps 2",
  meta: "--steps 2",
};
/** Says at its end how much memory the process has held at most, in KiB. */
const weighed =
  '--import=data:text/javascript,process.on("exit",()=>process.stderr.write("held "+process.resourceUsage().maxRSS+" "))';

test("thirty ways to want much memory: each runs, or is refused before a gigabyte is taken, with the number and what to lower", async () => {
  expect(greedy.length).toBeGreaterThanOrEqual(30);
  const refusals: string[] = [];
  for (const [i, line] of greedy.entries()) {
    const out = line.startsWith("evaluate") ? [] : ["--out", `greedy${i}`];
    const all = `${line} ${brief[line.split(" ", 1)[0] as string]} --quiet`;
    const { code, stderr } = await run([...all.split(" "), ...out], place, [weighed]);
    expect([0, 2], `${line}: ${stderr}`).toContain(code);
    if (code === 0) continue;
    refusals.push(line);
    expect(stderr, line).toMatch(/would need about [\d.]+ (MB|GB) of memory, and [\d.]+ (MB|GB) can be had: lower --/);
    const held = [...stderr.matchAll(/held (\d+)/g)].map(([, kibibytes]) => Number(kibibytes) / 2 ** 20);
    expect(Math.max(...held), line).toBeLessThan(1);
    expect(existsSync(join(place, `greedy${i}`)), line).toBe(false);
  }
  expect(refusals.length).toBeGreaterThan(20);
});
