/** User code that would end, leave or talk over the work: every ending is explained, and results stay alone on standard output. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build, run, start, temporaryFolder } from "./support.js";

const place = temporaryFolder();
beforeAll(build, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** A simulator that does something odd when it is loaded, or whenever it simulates. */
const odd = (atTop: string, inside = "") => `
import { box, defineSimulator, priors, random, split, tf } from "floe";
${atTop}
export default defineSimulator({
  name: "odd", summary: "odd", use: "a test", settings: {}, defaultDesigns: 1,
  create: (designs) => {
    const prior = priors.independent({ a: priors.normal(0, 1) });
    return {
      name: "odd", summary: "odd", settings: {}, prior, designs: box({ low: -1, high: 1, dim: designs }),
      outcome: { names: ["y"], unit: "" },
      draw(key, n) {
        const k = split(key, "theta", "e");
        return { theta: prior.sample(k.theta, n), noise: { e: random.normal(k.e, [n, 1]) } };
      },
      simulate(theta, design, { e }) { ${inside}; return tf.add(tf.mul(theta, design), e); },
    };
  },
});`;

const simulate = (file: string) => ["simulate", file, "--design", "1", "-n", "5"];

/** Name, what the file does, what is said. */
const refused: readonly (readonly [string, string, RegExp])[] = [
  ["exit", odd("", "process.exit(0)"), /it failed at exit\.mjs:\d+: process\.exit\(0\) would end the run/],
  ["kill", odd('process.kill(process.pid, "SIGKILL");'), /process\.kill of its own process would end the run/],
  ["chdir", odd("", 'process.chdir("/")'), /process\.chdir\("\/"\) would move the run's files/],
  ["never", odd("await new Promise(() => {});"), /waits for something that never comes/],
  [
    "rejected",
    odd("", 'Promise.reject(new Error("late"))'),
    /failed at rejected\.mjs:\d+, outside of any call of Floe's .*: late/,
  ],
  ["nothing", odd("setTimeout(() => { throw null; }, 0);"), /outside of any call of Floe's .*: null/],
];

test("what would end the work is refused or told, in one message and with code 2", async () => {
  await Promise.all(
    refused.map(async ([name, text, message]) => {
      writeFileSync(join(place, `${name}.mjs`), text);
      const { code, stdout, stderr } = await run(simulate(`${name}.mjs`), place);
      expect([code, stdout], `${name}: ${stderr}`).toEqual([2, ""]);
      expect(stderr.trim().split("\n"), name).toHaveLength(1);
      expect(stderr).toMatch(message);
    }),
  );
}, 120_000);

test("what the file prints is no result, and what it leaves running ends with the command", async () => {
  const prints = 'console.log("{evil}"); process.stdout.write("more\\n"); globalThis.left ??= setInterval(() => {}, 100);';
  writeFileSync(join(place, "prints.mjs"), odd("", prints));
  const { code, stdout, stderr } = await run(simulate("prints.mjs"), place);
  expect([code, stdout.split("\n").length, stdout.split("\n")[0]], stderr).toEqual([0, 7, "a,y"]);
  expect(stderr).toContain("{evil}\nmore\n");
}, 60_000);

test("Ctrl-C ends a command that stands in a loop of the file's", async () => {
  writeFileSync(join(place, "loop.mjs"), odd("", 'console.error("in"); for (;;);'));
  const child = start(simulate("loop.mjs"), place);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGINT");
  expect(await child.ended).toMatchObject({
    code: 130,
    stdout: "",
    stderr: expect.stringContaining("interrupted; nothing was begun"),
  });
}, 60_000);
