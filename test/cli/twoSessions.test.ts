/** The file of a session is one process's at a time, is never written over what another put there, and takes lines of any length. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { adaptivePolicies } from "../../policies/index.js";
import { simulators } from "../../simulators/index.js";
import { linesOf } from "../../src/cli/lines.js";
import { openSessionFile } from "../../src/cli/live/sessionFile.js";
import { createSimulator } from "../../src/modelling/defineSimulator.js";
import { made } from "../support/policies.js";
import { build, inProcess, program, temporaryFolder } from "./support.js";
import { race } from "./twoSessions.js";

const place = temporaryFolder();
const at = (name: string) => join(place, name);

beforeAll(() => {
  build();
  writeFileSync(at("policy.json"), JSON.stringify(made(createSimulator(simulators.sir, 3), adaptivePolicies.recurrent)));
}, 120_000);
afterAll(() => rmSync(place, { recursive: true, force: true }));

test("two sessions on one file: nothing is lost, or the second is refused", async () => {
  const { noted, refused, kept } = await race(place, "policy.json", "raced.json");
  expect(kept).toBe(noted);
  expect(noted + refused).toBe(2);
});

test("a session in a process's hands is refused to others, and one that was changed under it is not overwritten", () => {
  const first = openSessionFile(at("held.json"));
  symlinkSync("held.json", at("link.json"));
  first.keep("{}\n");
  for (const name of ["held.json", "link.json"])
    expect(() => openSessionFile(at(name))).toThrow(/this process has the session .* open/);
  writeFileSync(at("held.json"), '{"observations": []}');
  expect(() => first.keep('{"observations": [7]}\n')).toThrow(/was changed by another program.*nothing was overwritten.*\[7\]/);
  expect(readFileSync(at("held.json"), "utf8")).toBe('{"observations": []}');
  first.close();
  expect(existsSync(at("held.json.lock"))).toBe(false);
  openSessionFile(at("link.json")).close();
});

test("a session keeps its mode and its link", async () => {
  writeFileSync(at("private.json"), '{"observations": []}');
  chmodSync(at("private.json"), 0o600);
  symlinkSync("private.json", at("private-link.json"));
  const child = spawn(process.execPath, [program, "live", "policy.json", "--jsonl", "--session", "private-link.json"], {
    cwd: place,
  });
  child.stdin.end('\uFEFF{"outcome":[31]}\n'); // a mark at the head, as Windows writes it
  await once(child, "close");
  expect(lstatSync(at("private-link.json")).isSymbolicLink()).toBe(true);
  expect(JSON.parse(readFileSync(at("private.json"), "utf8")).observations).toHaveLength(1);
  expect(statSync(at("private.json")).mode & 0o777).toBe(0o600);
});

test("a history that a Windows editor has saved is read as from standard input", async () => {
  const history = '{"observations": [{"design": [12.5], "outcome": [31]}]}';
  for (const [name, encoding, text] of [
    ["plain.json", "utf8", history],
    ["marked.json", "utf8", `\uFEFF${history}`],
    ["utf16.json", "utf16le", `\uFEFF${history}`],
  ] as const)
    writeFileSync(at(name), text, encoding);
  const [plain, marked, wide] = await Promise.all(
    ["plain.json", "marked.json", "utf16.json"].map((name) => inProcess(["ask", at("policy.json"), "--history", at(name)])),
  );
  expect(plain?.code).toBe(0);
  expect([marked, wide]).toEqual([plain, plain]);
});

test("lines are what readline makes of them, and one that never ends takes no memory", async () => {
  const collect = async (parts: readonly string[]) => {
    const lines: unknown[] = [];
    for await (const line of linesOf(Readable.from(parts.map((part) => Buffer.from(part))), 20)) lines.push(line);
    return lines;
  };
  expect(await collect(["\uFEFFa\r", "\nb\rc", "d\n\n", "é", "\r\n", "last"])).toEqual(["a", "b", "cd", "", "é", "last"]);
  function* endless() {
    for (let i = 0; i < 2000; i++) yield Buffer.alloc(65_536, "x");
    yield Buffer.from("\nnext\n");
  }
  const before = process.memoryUsage().rss;
  const lines: unknown[] = [];
  for await (const line of linesOf(Readable.from(endless()), 10_000)) lines.push(line);
  expect(lines).toEqual([{ length: 2000 * 65_536 }, "next"]);
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
});
