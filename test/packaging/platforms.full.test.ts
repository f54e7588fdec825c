/**
 * The package on every supported Node beside every TypeScript that a user may have. Node's own binaries come from the npm registry
 * (the packages of which `node` is made), so this needs the registry and nothing else.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";

const stranger = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|floe_|vitest|node_)/i.test(name)));
const folder = mkdtempSync(join(tmpdir(), "floe-platforms-"));
const small = ["--steps", "50", "--samples", "200", "--contrasts", "1000", "--backend", "wasm", "--restarts", "1", "--quiet"];
const nodes = ["20", "22", "24"] as const;
/** What compiler stands beside is no business of the Node that starts it: the oldest meets every Node, others the ends of what they came out beside. */
const besides = [
  ["5.9", nodes],
  ["6", ["22"]],
  ["7", ["20", "24"]],
] as const;
const [[oldest]] = besides;
/** Which kind of package it is, is the business of Node and not of the compiler beside it. */
const kindsBeside = (version: string) => (version === oldest ? ["module", "commonjs"] : ["module"]);
let tarball = "";

function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, env: stranger, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The Node of this major version: the one that runs, or its binary from the registry. */
function nodeOf(major: string): string {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const binary = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const place = join(folder, `node-${major}`);
  const file = join(place, "node_modules", binary, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(file)) return file;
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), "{}");
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", `${binary}@${major}`], place);
  return file;
}

beforeAll(() => {
  const packed = run("npm", ["pack", "--json", "--pack-destination", folder], root);
  tarball = join(folder, JSON.parse(packed.slice(packed.indexOf("[")))[0].filename);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(besides)("beside TypeScript %s", (version, ran) => {
  const place = join(folder, `typescript-${version}`);
  const program = join(place, "node_modules", "floe", "dist", "src", "cli", "main.js");

  beforeAll(() => {
    mkdirSync(place);
    writeFileSync(join(place, "package.json"), "{}");
    run(
      "npm",
      ["install", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts", `typescript@${version}`, tarball],
      place,
    );
    const { version: installed } = JSON.parse(readFileSync(join(place, "node_modules", "typescript", "package.json"), "utf8"));
    expect(installed.startsWith(version)).toBe(true);
  });

  test.each(ran.flatMap((node) => kindsBeside(version).map((type) => [node, type] as const)))(
    "Node %s, a %s package: floe init my.ts && floe design my.ts",
    (major, type) => {
      const node = nodeOf(major);
      expect(run(node, ["--version"], place)).toMatch(new RegExp(`^v${major}\\.`));
      writeFileSync(join(place, "package.json"), JSON.stringify({ type }));
      const [file, out] = [`my-${major}-${type}.ts`, `out-${major}-${type}`];
      run(node, [program, "init", file], place);
      run(node, [program, "design", file, ...small, "--out", out], place);
      const { gain } = JSON.parse(readFileSync(join(place, out, "result.json"), "utf8"));
      expect(gain.lower.value).toBeGreaterThan(0);
    },
    300_000,
  );
});

test.each(nodes)(
  "on Node %s everything else works too: help, list, train, ask, meta, report",
  (major) => {
    const node = nodeOf(major);
    const place = join(folder, `typescript-${oldest}`);
    const floe = (...args: string[]) =>
      run(node, [join(place, "node_modules", "floe", "dist", "src", "cli", "main.js"), ...args], place);
    expect(floe("--help")).toContain("meta train");
    expect(floe("list", "simulators")).toContain("pharmacokinetic");
    const policy = `policy-${major}`;
    const brief = ["--evaluation-steps", "20", "--policy-hidden", "8", "--gain-after", "last"];
    floe("train", "linear", "--horizon", "2", ...small, ...brief, "--out", policy);
    expect(JSON.parse(floe("ask", policy, "--json"))).toMatchObject({ step: 1, of: 2 });
    const model = `model-${major}`;
    floe(
      "meta",
      "train",
      "metaFlo",
      "--steps",
      "20",
      "--tasks",
      "4",
      "--hidden",
      "8",
      "--backend",
      "wasm",
      "--quiet",
      "--out",
      model,
    );
    writeFileSync(join(place, "points.csv"), "x,y\n-2,1.5\n0.5,-1\n");
    expect(floe("meta", "adapt", model, "--support", "points.csv").trim().split("\n").length).toBeGreaterThan(2);
    floe("report", policy);
    expect(existsSync(join(place, policy, "report.html"))).toBe(true);
    expect(floe("browser", policy).trim()).toBe(join(place, policy, "live.html"));
  },
  300_000,
);
