/** Ways to run `floe` in tests: many calls in one process, or the program itself. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { main } from "../../src/cli/floe.js";
import { root } from "../support/sourceFiles.js";

export const program = join(root, "dist", "src", "cli", "main.js");

/** Options of a run of `floe design` that takes a moment. */
export const small =
  "--steps 40 --restarts 1 --batch 32 --samples 200 --contrasts 200 --evaluation-steps 20 --evaluation-batch 32";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Compiles what has changed. `npm test` has done so before; a test run by itself finds nothing stale either. */
export function build(): void {
  spawnSync(process.execPath, [join(root, ".ci", "setup.mjs"), "--build"], { stdio: "ignore" });
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "floe-test-"));
}

/** One command line in this process, from the sources: for what starts no backend and no other process. */
export async function inProcess(argv: readonly string[]): Promise<Outcome> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await main(argv, { stdout, stderr });
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

export interface Driver {
  /** One command line, run in `folder`. */
  floe(argv: readonly string[], folder: string, more?: { readonly diskBytes?: number }): Promise<Outcome>;
  close(): void;
}

export function startDriver(): Driver {
  const child = spawn(process.execPath, [join(root, "test", "cli", "driver.mjs")], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async floe(argv, folder, more = {}) {
      child.stdin.write(`${JSON.stringify({ argv, folder, ...more })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error("the driver ended");
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

/** The program as a user starts it. */
export function start(
  argv: readonly string[],
  folder: string,
  nodeOptions: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess & { readonly ended: Promise<Outcome> } {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, [...nodeOptions, program, ...argv], { cwd: folder, env });
  const [stdout, stderr]: [string[], string[]] = [[], []];
  child.stdout.on("data", (chunk) => stdout.push(String(chunk)));
  child.stderr.on("data", (chunk) => stderr.push(String(chunk)));
  const ended = new Promise<Outcome>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout: stdout.join(""), stderr: stderr.join("") }));
  });
  return Object.assign(child, { ended });
}

export function run(argv: readonly string[], folder: string, nodeOptions: readonly string[] = []): Promise<Outcome> {
  return start(argv, folder, nodeOptions).ended;
}

/** What the program says to lines that are typed, to its good end. */
export async function typed(argv: readonly string[], folder: string, lines: string): Promise<{ said: string; stderr: string }> {
  const child = start(argv, folder);
  child.stdin?.end(lines);
  const { code, stdout, stderr } = await child.ended;
  expect(code, stderr).toBe(0);
  return { said: stdout, stderr };
}

/** Every file below a folder with the hash of its content. */
export function contentOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(folder, name)))
        .digest("hex"),
    ]),
  );
}

export function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}

/** result.json and metrics.jsonl without their times: what must be equal, byte for byte. */
export function recordsOf(folder: string): { result: string; metrics: string } {
  const timeless = (name: string) => readFileSync(join(folder, name), "utf8").replaceAll(/"seconds": ?[\d.e+-]+/g, '"seconds":0');
  return { result: timeless("result.json"), metrics: timeless("metrics.jsonl") };
}

/** A folder in which calls are made by one program that stays, and files are read. */
export interface Workplace {
  readonly place: string;
  at(...parts: string[]): string;
  read(...parts: string[]): string;
  call(line: string): Promise<Outcome>;
  /** A call that must succeed. */
  ok(line: string): Promise<Outcome>;
  close(): void;
}

export function openWorkplace(): Workplace {
  const place = temporaryFolder();
  let driver: Driver | undefined; // begins with the first call, once the program is built
  const at = (...parts: string[]) => join(place, ...parts);
  const call = (line: string) => {
    driver ??= startDriver();
    return driver.floe(line === "" ? [] : line.split(" "), place);
  };
  return {
    place,
    at,
    read: (...parts) => readFileSync(at(...parts), "utf8"),
    call,
    async ok(line) {
      const outcome = await call(line);
      expect(outcome.code, outcome.stderr).toBe(0);
      return outcome;
    },
    close() {
      driver?.close();
      rmSync(place, { recursive: true, force: true });
    },
  };
}
