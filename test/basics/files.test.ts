/** Writing where others may have put links, and where several processes work: nothing is written through, nothing is lost. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeEach, expect, test } from "vitest";
import { BusyError } from "../../src/basics/errors.js";
import { folderIn, openReplacement, targetOf, writeAtomically, writeNamed } from "../../src/basics/files.js";
import { takeLock } from "../../src/basics/lock.js";
import { parseJson, readText } from "../../src/basics/reading.js";
import { lockRun } from "../../src/records/runLock.js";
import { createRunFolder, openStore } from "../../src/records/store.js";
import { linear } from "../report/fixtures/index.js";
import { root } from "../support/sourceFiles.js";

const place = mkdtempSync(join(tmpdir(), "floe-files-"));
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(place, String(count++));
  mkdirSync(folder);
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const inFolder = (name: string) => join(folder, name);

test("links in a run folder are never written through: not the temporary file, the metrics, the lock, nor folders", () => {
  const victim = inFolder("victim");
  writeFileSync(victim, "precious");
  const run = inFolder("run");
  mkdirSync(run);
  for (const name of ["report.html", "report.html.tmp", "result.json.tmp", "metrics.jsonl", "lock"])
    symlinkSync(victim, join(run, name));
  writeAtomically(join(run, "report.html"), "page");
  writeAtomically(join(run, "result.json"), "{}");
  expect(readFileSync(join(run, "report.html"), "utf8")).toBe("page");
  expect(lstatSync(join(run, "report.html")).isSymbolicLink()).toBe(false);
  expect(() => openStore(run).appendMetric(linear.metrics[0] as never)).toThrow(/metrics\.jsonl: it is a link/);
  lockRun(run)();
  const elsewhere = inFolder("elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(run, "figures"));
  symlinkSync(elsewhere, join(run, "checkpoint"));
  expect(() => folderIn(run, "figures")).toThrow(/figures is a link.*delete it/);
  expect(() => folderIn(run, "cells", "a")).not.toThrow();
  rmSync(join(run, "metrics.jsonl"));
  expect(() => openStore(run).saveCheckpoint({ state: {}, arrays: {} })).toThrow(/checkpoint is a link/);
  expect(readFileSync(victim, "utf8")).toBe("precious");
  expect(readdirSync(elsewhere)).toEqual([]);
});

test("a file keeps its mode; one that the user named keeps its link too, and a device stays a device", () => {
  const [file, link, dangling] = ["patient.json", "link.json", "later.json"].map(inFolder) as [string, string, string];
  writeFileSync(file, "old");
  chmodSync(file, 0o600);
  symlinkSync("patient.json", link);
  writeNamed(link, "new");
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(readFileSync(file, "utf8")).toBe("new");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  symlinkSync("made.json", dangling);
  expect(targetOf(dangling)).toBe(inFolder("made.json"));
  writeNamed(dangling, "there");
  expect(readFileSync(inFolder("made.json"), "utf8")).toBe("there");
  writeNamed("/dev/null", "nothing");
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  expect(() => writeAtomically("/dev/null", "x")).toThrow(/could not write \/dev\/null: it is neither a file nor a folder/);
});

test("two writers at the same moment leave a whole file", () => {
  const file = inFolder("a.json");
  const first = openReplacement(file);
  first.write("half of ");
  writeAtomically(file, "the second's");
  expect(() => first.commit()).toThrow(BusyError); // by which what is written every second knows that it is written already
  first.discard();
  expect(readFileSync(file, "utf8")).toBe("the second's");
});

test("a run folder that was deleted does not come back with a part of its files", () => {
  const run = inFolder("run");
  const store = createRunFolder(run, linear.config, false);
  store.appendMetric(linear.metrics[0] as never);
  rmSync(run, { recursive: true });
  expect(() => store.saveCheckpoint({ state: {}, arrays: {} })).toThrow(/is gone: it was deleted or moved/);
  expect(existsSync(run)).toBe(false);
  expect(() => createRunFolder(run, linear.config, false)).not.toThrow(); // its lock went with it
});

test("a lock of a process number that is another's by now, or of this process's former life, counts for nothing", () => {
  const lock = inFolder("lock");
  const words = { busy: (owner: string) => `${owner} has it`, shared: false };
  const [, began, ...rest] = (() => {
    const release = takeLock(lock, words);
    const text = readFileSync(lock, "utf8");
    release();
    return text.trim().split(" ");
  })();
  for (const text of [`${process.ppid} 1 ${rest.join(" ")}`, `${process.pid}`, "", "garbage"]) {
    writeFileSync(lock, text);
    const release = takeLock(lock, words);
    expect(() => takeLock(lock, words)).toThrow("this process has it");
    release();
    expect(existsSync(lock)).toBe(false);
  }
  expect(began).toMatch(/^(\d+|-)$/);
  writeFileSync(lock, `${process.pid} ${began} elsewhere pid:[1]`); // a container with a process of the same number
  expect(() => takeLock(lock, words)).toThrow(/of elsewhere, another machine or container, has it/);
});

const hammer = (lockUrl: string) => `
import { openSync, closeSync, unlinkSync, writeFileSync } from "node:fs";
import { takeLock } from ${JSON.stringify(lockUrl)};
const until = Date.now() + 1500;
let [inside, violations] = [0, 0];
while (Date.now() < until) {
  let release;
  try { release = takeLock("lock", { busy: () => "busy", shared: false }); } catch (error) { if (error.message !== "busy") throw error; continue; }
  try { closeSync(openSync("inside", "wx")); } catch { violations++; }
  inside++;
  try { unlinkSync("inside"); } catch {}
  if (inside % 3 === 0) writeFileSync("lock", process.env.GONE); // as a killed process leaves it
  release();
}
console.log(JSON.stringify({ inside, violations }));
`;

test("a lock is never two processes' at once, also where both find one that a killed process left", async () => {
  const gone = String(spawnSync(process.execPath, ["-e", "0"]).pid);
  const script = hammer(pathToFileURL(join(root, "dist", "src", "basics", "lock.js")).href);
  const start = () =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { cwd: folder, env: { ...process.env, GONE: gone } });
  const outputs = await Promise.all(
    [start(), start(), start()].map(async (child) => {
      let text = "";
      child.stdout.on("data", (part) => {
        text += String(part);
      });
      await once(child, "close");
      return JSON.parse(text);
    }),
  );
  expect(outputs.map(({ violations }) => violations)).toEqual([0, 0, 0]);
  for (const { inside } of outputs) expect(inside).toBeGreaterThan(0);
});

test("text is read by its byte order mark; JSON that means two things, or is nested beyond sense, is refused in one line", () => {
  const file = inFolder("a.json");
  const text = '{"größe": [1, "\u2028"]}';
  for (const encoding of ["utf8", "utf16le"] as const) {
    writeFileSync(file, `\uFEFF${text}`, encoding);
    expect(parseJson(readText(file), file)).toEqual(JSON.parse(text));
  }
  expect(parseJson(`\uFEFF${text}`, "-")).toEqual(JSON.parse(text));
  expect(parseJson('{"a": {"b": "\\\\"}, "c": [{"b": "}\\""}, {"b": 1}]}', "-")).toEqual({
    a: { b: "\\" },
    c: [{ b: '}"' }, { b: 1 }],
  });
  expect(() => parseJson('{"seed": 1, "s\\u0065ed": 2}', "x.json")).toThrow(
    'x.json is not JSON: "seed" stands twice in one object',
  );
  expect(() => parseJson("[".repeat(100_000) + "]".repeat(100_000), "x.json")).toThrow(/x\.json is not JSON: .*64 deep/);
  expect(() => parseJson("{\n\u001b[2J", "x.json")).toThrow(/^x\.json is not JSON: [^\p{Cc}]+$/u);
  expect(() => readText("/dev/zero")).toThrow(/holds more than 256 megabytes/);
});
