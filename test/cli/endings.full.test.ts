/** Signals at any moment of long runs, loops in user code, and options that want more memory than there is. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, run, start, temporaryFolder } from "./support.js";

const place = temporaryFolder();
beforeAll(build, 120_000);
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
  await until(() => records.every(existsSync));
  child.kill("SIGINT");
  const { code, stderr } = await child.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/stopping at the next safe point[\s\S]*interrupted; everything so far is saved[\s\S]*floe resume/);
  expect(readFileSync(records[0] as string, "utf8").split("\n").length).toBeGreaterThan(1);
});

const looping = `
import { box, defineSimulator, priors, random, split, tf } from "floe";
export default defineSimulator({
  name: "loop", summary: "loop", use: "a test", settings: {}, defaultDesigns: 1,
  create: (designs) => {
    const prior = priors.independent({ a: priors.normal(0, 1) });
    return {
      name: "loop", summary: "loop", settings: {}, prior, designs: box({ low: -1, high: 1, dim: designs }),
      outcome: { names: ["y"], unit: "" },
      draw(key, n) {
        const k = split(key, "theta", "e");
        return { theta: prior.sample(k.theta, n), noise: { e: random.normal(k.e, [n, 1]) } };
      },
      simulate(theta, design, { e }) {
        globalThis.calls = (globalThis.calls ?? 0) + 1;
        if (HERE && globalThis.calls > LATER) { console.log("looping"); for (;;); }
        return tf.add(tf.mul(theta, design), e);
      },
    };
  },
});`;

const childrenLike = (name: string): string[] =>
  spawnSync("pgrep", ["-f", name], { encoding: "utf8" }).stdout.split("\n").filter(Boolean);

test.each([
  ["alone", "true", "40", "1"],
  ["helped", "process.send !== undefined", "2", "2"],
])("a loop in the file's code is ended by a second Ctrl-C, with all helpers: %s", async (name, here, later, processes) => {
  writeFileSync(join(place, `${name}.mjs`), looping.replace("HERE", here).replace("LATER", later));
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

test("thirty ways to want more memory than there is: each is refused with the number and what to lower", async () => {
  expect(greedy.length).toBeGreaterThanOrEqual(30);
  const next = greedy.entries();
  const work = async () => {
    for (const [i, line] of next) {
      const out = line.startsWith("evaluate") ? [] : ["--out", `greedy${i}`];
      const { code, stdout, stderr } = await run([...line.split(" "), ...out], place);
      expect([code, stdout], `${line}: ${stderr}`).toEqual([2, ""]);
      expect(stderr, line).toMatch(/would need about [\d.]+ (MB|GB) of memory, and [\d.]+ (MB|GB) can be had: lower --/);
      expect(existsSync(join(place, `greedy${i}`)), line).toBe(false);
    }
  };
  await Promise.all([work(), work()]);
});
