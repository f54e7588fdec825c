/** The package as a stranger gets it: packed, installed in an empty folder, and used there. Needs the package registry. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../support/sourceFiles.js";

interface Tarball {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

// npm hands its own state to the programs it starts; a stranger's shell has none of it, nor a compiler here.
const stranger = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|floe_|vitest|node_)/i.test(name)));
const env = { ...stranger, CC: "no-compiler", CXX: "no-compiler" };

let folder: string;
let tarball: Tarball;

/** Runs a program in the stranger's folder; throws with what it printed when it fails. */
function run(program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd: folder, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function floe(...args: string[]): string {
  return run("npx", "--no-install", "floe", ...args);
}

// Enough to see that everything runs; how good it is, other tests say.
const brief = ["--steps", "50", "--samples", "200", "--contrasts", "1000", "--backend", "wasm"];

function readResult(out: string): { design: number[]; gain: { lower: { value: number; se: number } } } {
  return JSON.parse(readFileSync(join(folder, out, "result.json"), "utf8"));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "floe-pack-"));
  const packed = execFileSync("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  tarball = JSON.parse(packed.slice(packed.indexOf("[")))[0];
  run("npm", "install", "--no-audit", "--no-fund", `./${tarball.filename}`);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tarball holds the program, its types and the examples, and nothing that only developers need", () => {
  const paths = tarball.files.map(({ path }) => path);
  const wanted = [
    "dist/src/cli/main.js",
    "dist/src/index.js",
    "dist/src/index.d.ts",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "docs/bounds.md",
    "docs/api.md",
  ];
  expect(paths).toEqual(expect.arrayContaining(wanted));
  const strange = /\.map$|\.tsbuildinfo$|(^|\/)\.|^test|^dist\/(test|bench)|^(src|simulators|designs|policies|meta|shared)\//;
  expect(paths.filter((path) => strange.test(path))).toEqual([]);
  expect(tarball.size).toBeLessThan(1_310_000); // 565,000 before posteriors and the commands infer, calibrate and next, 659,000 with them; 753,000 with goals, curves, refined policies, beliefs and programs; 867,000 with laws of outcomes, equations, schedules and own designs; 999,000 with estimates from files, banks in files, optimisers and passive outcomes; 1,116,000 with studies, queues, benchmarks and tables of papers; 1,184,000 with seven more tables, two simulators, attention and closed-form learners; 1,234,000 with near contrasts, steps by what is expected, stages of studies and lines of many simulations; 1,272,000 with lists of candidates, evaluations as runs and the table of adaptive design
});

test("declarations lead to declarations that are there: those that nobody can import are left out", () => {
  const paths = new Set(tarball.files.map(({ path }) => path));
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    expect(paths, path).toContain(path);
    const text = readFileSync(join(folder, "node_modules", "floe", path), "utf8");
    for (const [, from, imported] of text.matchAll(/from "(\.[^"]+)"|import\("(\.[^"]+)"\)/g))
      visit(posix.join(posix.dirname(path), (from ?? imported ?? "").replace(/\.js$/, ".d.ts")));
  };
  for (const entry of ["index", "portable/policy", "portable/model"]) visit(`dist/src/${entry}.d.ts`);
  expect(seen.size).toBeGreaterThan(50);
});

test("what is installed is what running needs", () => {
  const installed = readdirSync(join(folder, "node_modules"));
  expect(installed).toContain("floe");
  for (const developers of ["vitest", "@biomejs", "fast-check"]) expect(installed).not.toContain(developers);
});

test("the program says its version and what there is", () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(floe("--version").trim()).toBe(version);
  expect(floe("list", "simulators")).toContain("pharmacokinetic");
});

test("it designs an experiment", () => {
  floe("design", "linear", "--designs", "1", ...brief, "--out", "x");
  const { design, gain } = readResult("x");
  expect(design).toHaveLength(1);
  expect(Math.abs(design[0] as number)).toBeLessThanOrEqual(10);
  expect(gain.lower.value).toBeGreaterThan(0);
  expect(existsSync(join(folder, "x", "report.html"))).toBe(true);
});

test("it runs a simulator of one's own, in TypeScript", () => {
  floe("init", "my.ts");
  floe("design", "my.ts", ...brief, "--out", "mine");
  expect(readResult("mine").design.every(Number.isFinite)).toBe(true);
});

test("the library can be imported, and its types checked", () => {
  const names = run("node", "--input-type=module", "--eval", 'console.log(Object.keys(await import("floe")).join())');
  expect(names.split(",")).toEqual(expect.arrayContaining(["designExperiment", "simulators", "estimators"]));
  writeFileSync(
    join(folder, "use.ts"),
    'import { designExperiment, type DesignResult } from "floe";\n' +
      "export const gainOf = (result: DesignResult): number => result.gain.lower?.value ?? 0;\n" +
      '// @ts-expect-error a name is a text\nexport const wrong: DesignResult["simulator"] = 3;\nexport const design = designExperiment;\n',
  );
  run("npx", "--no-install", "tsc", "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "use.ts");
});
