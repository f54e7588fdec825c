/** User code that would end, leave or talk over the work: every ending is explained, and results stay alone on standard output. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { odd, simulate } from "./oddSimulator.js";
import { build, run, temporaryFolder } from "./support.js";

const place = temporaryFolder();
beforeAll(build, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Name, what the file does, what is said. */
const refused: readonly (readonly [string, string, RegExp])[] = [
  ["exit", odd("", "process.exit(0)"), /it failed at exit\.mjs:\d+: process\.exit\(0\) would end the run/],
  ["never", odd("await new Promise(() => {});"), /waits for something that never comes/],
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
}, 300_000);

test("what the file prints is no result, and what it leaves running ends with the command", async () => {
  const prints = 'console.log("{evil}"); process.stdout.write("more\\n"); globalThis.left ??= setInterval(() => {}, 100);';
  writeFileSync(join(place, "prints.mjs"), odd("", prints));
  const { code, stdout, stderr } = await run(simulate("prints.mjs"), place);
  expect([code, stdout.split("\n").length, stdout.split("\n")[0]], stderr).toEqual([0, 7, "a,y"]);
  expect(stderr).toContain("{evil}\nmore\n");
}, 300_000);
