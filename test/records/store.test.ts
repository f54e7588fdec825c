/** The run folder: what is written is found again, and what a killed process half wrote is cut off. */

import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { makeFolder, writeAtomically } from "../../src/basics/files.js";
import { prettyJson } from "../../src/records/json.js";
import { lockRun } from "../../src/records/runLock.js";
import { createRunFolder, openStore, readConfig, readMetrics, readResult } from "../../src/records/store.js";
import type { DesignResult, Metric, RunConfig } from "../../src/records/types.js";
import { linear } from "../report/fixtures/index.js";

const place = mkdtempSync(join(tmpdir(), "floe-records-"));
let folder: string;
let count = 0;
beforeEach(() => {
  folder = join(place, `run${count++}`);
});
afterAll(() => rmSync(place, { recursive: true }));

// Only that it is kept matters here, not what it says.
const config: RunConfig = linear.config;
const result = linear.result as DesignResult;
const metric = (step: number): Metric => ({ restart: 0, step, bound: step / 3, se: 0.1, design: [step, 2], seconds: 1 });
const checkpoint = (step: number) => ({ state: { step }, arrays: { w: Float32Array.of(step) } });

test("config, metrics and result are found again", () => {
  const store = createRunFolder(folder, config, false);
  for (const step of [1, 2, 3]) store.appendMetric(metric(step));
  expect(readResult(folder)).toBeUndefined();
  store.saveResult(result);
  expect(readConfig(folder)).toEqual(config);
  expect(readMetrics(folder)).toEqual([1, 2, 3].map(metric));
  expect(readResult(folder)).toEqual(result);
});

test("metrics are rewritten as asked, a torn line falls away, and writing goes on behind them", () => {
  const store = createRunFolder(folder, config, false);
  for (const step of [1, 2]) store.appendMetric(metric(step));
  store.saveCheckpoint(checkpoint(1));
  appendFileSync(join(folder, "metrics.jsonl"), '{"step": 3, "bou');
  expect(readMetrics(folder)).toEqual([1, 2].map(metric));
  const again = openStore(folder);
  expect(again.loadCheckpoint()).toEqual(checkpoint(1));
  again.rewriteMetrics((metrics) => metrics.filter(({ step }) => step < 2));
  expect(readFileSync(join(folder, "metrics.jsonl"), "utf8")).toBe(`${JSON.stringify(metric(1))}\n`);
  again.appendMetric(metric(5));
  again.saveCheckpoint(checkpoint(5));
  again.rewriteMetrics((metrics) => [...metrics].reverse());
  again.appendMetric(metric(6));
  expect(openStore(folder).loadCheckpoint()).toEqual(checkpoint(5));
  expect(readMetrics(folder)).toEqual([metric(5), metric(1), metric(6)]);
});

test("without a checkpoint there is none to load", () => {
  createRunFolder(folder, config, false).appendMetric(metric(1));
  expect(openStore(folder).loadCheckpoint()).toBeUndefined();
});

test("a folder with anything in it is not touched, a run only with force", () => {
  createRunFolder(folder, config, false).appendMetric(metric(1));
  expect(() => createRunFolder(folder, config, false)).toThrow(/already holds a run.*--force.*floe resume/);
  expect(readMetrics(folder)).toHaveLength(1);
  createRunFolder(folder, { ...config, seed: 77 }, true);
  expect(readMetrics(folder)).toEqual([]);
  expect(readConfig(folder).seed).toBe(77);
  const other = join(place, `other${count}`);
  makeFolder(other);
  expect(() => createRunFolder(other, config, false)).not.toThrow(); // an empty folder is as good as none
  rmSync(join(other, "config.json"));
  writeFileSync(join(other, "thesis.tex"), "years of work");
  expect(() => createRunFolder(other, config, true)).toThrow(/is not a run of Floe's/);
  expect(readFileSync(join(other, "thesis.tex"), "utf8")).toBe("years of work");
});

test("a process that lives keeps others out of its run; one that is gone does not", () => {
  createRunFolder(folder, config, false);
  const lock = join(folder, "lock");
  rmSync(lock); // this process had it
  const gone = spawnSync(process.execPath, ["-e", "0"]).pid;
  writeFileSync(lock, String(gone));
  const unlock = lockRun(folder);
  expect(readFileSync(lock, "utf8")).toMatch(new RegExp(`^${process.pid} `));
  unlock();
  expect(existsSync(lock)).toBe(false);
  writeFileSync(lock, String(process.ppid));
  expect(() => lockRun(folder)).toThrow(new RegExp(`process ${process.ppid} is working`));
  expect(() => createRunFolder(folder, config, true)).toThrow(/is working/);
});

test("a file is replaced whole, and a refusal names the file and the reason", () => {
  makeFolder(folder);
  const file = join(folder, "a.json");
  writeAtomically(file, "one");
  writeAtomically(file, "two", new Uint8Array([33]));
  expect(readFileSync(file, "utf8")).toBe("two!");
  expect(existsSync(`${file}.tmp`)).toBe(false);
  expect(() => writeAtomically(join(file, "below"), "x")).toThrow(/could not write .*below: a part of the path is a file/);
  expect(() => makeFolder("/proc/nowhere/deep")).toThrow(/ENOENT/); // Node's own recursive mkdir never returns
});

test("JSON for people keeps arrays of numbers on one line, and nothing else changes", () => {
  const value = { design: [1, -2.5e-7, null], names: ["a", "[1,\n 2]"], nested: [[1, 2], [3]], empty: [], one: [7] };
  const text = prettyJson(value);
  expect(JSON.parse(text)).toEqual(value);
  expect(text).toContain('"design": [1, -2.5e-7, null]');
  expect(text).toContain('"one": [7]');
});
