/** How the house is built: imports point one way, files stay small, and only a registry lists its members. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { metaMethods } from "../meta/learners/index.js";
import { taskFamilies } from "../meta/tasks/index.js";
import { policies } from "../policies/index.js";
import { simulators } from "../simulators/index.js";
import { critics } from "../src/critics/index.js";
import { estimators } from "../src/estimators/index.js";
import { loadedWith, readSourceFiles, root, type SourceFile, walk } from "./support/sourceFiles.js";

/**
 * From the ground up. A file imports from its own line or a line above it, never from below; a folder ends with "/".
 * A new file must be entered here, where it belongs in the reading order.
 */
const layers: readonly (readonly string[])[] = [
  ["src/portable/"],
  ["src/contracts/index.ts", "src/contracts/policy.ts", "src/records/types.ts", "src/contracts/bounds.ts", "src/experiment/transforms.ts"],
  [
    "src/basics/errors.ts",
    "src/basics/names.ts",
    "src/basics/digits.ts",
    "src/records/difference.ts",
    "src/basics/missingMember.ts",
    "src/modelling/outcomes.ts",
    "src/basics/files.ts",
    "src/basics/reading.ts",
    "src/basics/lock.ts",
    "src/basics/memory.ts",
    "src/basics/version.ts",
    "src/basics/processes/",
    "src/numbers/special.ts",
    "src/basics/statistics.ts",
    "src/numbers/weightedDraws.ts",
    "src/numbers/inverseNormal.ts",
    "src/numbers/tabulated.ts",
  ],
  [
    "src/engine/program/program.ts",
    "src/engine/program/strides.ts",
    "src/engine/program/kernelShapes.ts",
    "src/engine/program/plainKernels.ts",
    "src/engine/kernels/kernels.ts",
    "src/engine/kernels/memory.ts",
  ],
  ["src/numbers/keys.ts", "src/numbers/distributions.ts", "src/engine/tensors.ts", "src/engine/tfjs/", "src/engine/backend.ts"],
  ["src/options/table.ts", "src/options/check.ts", "src/options/defaults.ts"],
  [
    "src/modelling/priors.ts",
    "src/nets/mlp.ts",
    "src/nets/cells.ts",
    "src/engine/adam.ts",
    "src/numbers/scales.ts",
    "src/experiment/features.ts",
    "src/experiment/history.ts",
    "src/modelling/likelihoods.ts",
    "src/estimators/classical/nearestNeighbours.ts",
    "src/estimators/classical/kdTree.ts",
  ],
  ["src/engine/compile/"],
  ["src/estimators/", "src/critics/"],
  ["designs/"],
  ["src/modelling/failures.ts", "src/modelling/defineSimulator.ts", "simulators/"],
  ["policies/"],
  ["src/experiment/rollout.ts", "src/experiment/firstMeasurements.ts", "src/experiment/source.ts", "src/experiment/pool.ts"],
  ["src/information/objective.ts", "src/experiment/notFinite.ts", "src/information/training/state.ts", "src/information/training/scoreGradient.ts", "src/information/training/step.ts", "src/information/training/train.ts"],
  [
    "src/information/evaluation/pairScores.ts",
    "src/information/evaluation/contrastive.ts",
    "src/information/evaluation/freshCritic.ts",
    "src/information/evaluation/nearestNeighbourGain.ts",
    "src/information/evaluation/precision.ts",
    "src/information/evaluation/evaluate.ts",
  ],
  ["src/runs/trainingSize.ts"],
  [
    "src/records/checkpoint.ts",
    "src/records/checked.ts",
    "src/records/schemas.ts",
    "src/records/metricChain.ts",
    "src/records/runLock.ts",
    "src/records/folder.ts",
    "src/records/store.ts",
  ],
  ["src/loading/", "src/loading/rehearsal/", "src/loading/rehearse.ts", "src/runs/loadSimulator.ts"],
  ["src/runs/chooseEstimator.ts", "src/runs/job.ts", "src/runs/piece.ts", "src/runs/compareRestart.ts", "src/runs/restart.ts"],
  ["src/runs/pieces/"],
  ["src/posteriors/belief.ts", "src/posteriors/carriedOver.ts", "src/posteriors/asAdvised.ts", "src/posteriors/beliefs.ts"],
  [
    "src/runs/policy/policyFile.ts",
    "src/runs/policy/rollouts.ts",
    "src/runs/policy/latency.ts",
    "src/runs/state.ts",
    "src/runs/progress.ts",
    "src/runs/placement.ts",
    "src/runs/result.ts",
    "src/runs/design.ts",
  ],
  ["meta/"],
  ["src/report/"],
  ["src/index.ts"],
  ["src/cli/"],
];

const files = readSourceFiles(["src", "simulators", "designs", "policies", "meta"]);

function layerOf(path: string): number {
  return layers.findIndex((entries) => entries.some((entry) => (entry.endsWith("/") ? path.startsWith(entry) : path === entry)));
}

/** Lines that say what is wrong and where, so that a failure reads as a list. */
function each(check: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

test("every file has its place in the order", () => {
  expect(each(({ path }) => (layerOf(path) < 0 ? ["enter it into `layers` in test/layers.test.ts"] : []))).toEqual([]);
});

test("imports point one way", () => {
  const upwards = each(({ path, imports }) =>
    imports
      .filter(({ target }) => target.endsWith(".ts") && layerOf(target) > layerOf(path))
      .map(({ target }) => `imports ${target}, which comes later`),
  );
  expect(upwards).toEqual([]);
});

test("no file loads itself again through its imports", () => {
  const circles = each(({ path, imports }) =>
    imports
      .filter(({ typeOnly, dynamic, target }) => !typeOnly && !dynamic && loadedWith(target, files).has(path))
      .map(({ target }) => `imports ${target}, which leads back to it`),
  );
  expect(circles).toEqual([]);
});

test("no file holds more than one can read at a sitting", () => {
  expect(each(({ text }) => (text.split("\n").length > 300 ? [`${text.split("\n").length} lines`] : []))).toEqual([]);
});

test("reports are made from records, without tensors", () => {
  const tensors = each(({ path, imports }) =>
    path.startsWith("src/report/") ? imports.filter(isTensors).map(({ target }) => `imports ${target}`) : [],
  );
  expect(tensors).toEqual([]);
});

test("the help, and worker threads, load no tensors", () => {
  // The help must come at once; and native TensorFlow cannot be loaded in a second thread of a process.
  const quick = files.filter(({ path }) => path === "src/cli/main.ts" || /\bworker\.ts$/i.test(path));
  expect(quick.map(({ path }) => path)).toContain("src/cli/main.ts");
  const heavy = /^(@tensorflow\/(?!.*package\.json)|vega|mathjs|typescript|ts-node)/;
  const loads = quick.flatMap(({ path }) =>
    [...loadedWith(path, files)].filter((name) => heavy.test(name)).map((name) => `${path} loads ${name}`),
  );
  expect(loads).toEqual([]);
});

test("randomness comes from keys, time from nowhere in the mathematics, and words from the command line only", () => {
  const random = each(
    ({ text }) => text.match(/\bMath\.random\(|\btf\.(random\w*|truncatedNormal|multinomial|dropout)\(/g) ?? [],
  );
  const words = each(({ path, text }) =>
    path.startsWith("src/cli/") ? [] : (text.match(/\bconsole\.\w+|process\.std(out|err)\b/g) ?? []),
  );
  expect([...random, ...words]).toEqual([]);
});

test("folders and files are made in one place, where nothing is written through a link and no path never returns", () => {
  const own = ["src/basics/files.ts", "src/basics/lock.ts", "src/basics/reading.ts"];
  const inTemporaryFolder = "src/engine/compile/native/session.ts"; // a graph for the time of loading it
  const programs = readdirSync(join(root, "examples"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".mjs"))
    .map((name) => ({ path: `examples/${name}`, text: readFileSync(join(root, "examples", name), "utf8") }));
  const made = [...files, ...readSourceFiles(["bench"]), ...programs].flatMap(({ path, text }) =>
    (text.match(/\b(mkdirSync|mkdir|createWriteStream|writeFileSync|appendFileSync|openSync)\(/g) ?? []).map((what) => ({
      path,
      what,
    })),
  );
  const others = made.filter(
    ({ path, what }) => !own.includes(path) && !(path === inTemporaryFolder && what === "writeFileSync("),
  );
  expect(others).toEqual([]);
});

test("JSON of others' making is read in one place, by which a byte order mark, a key twice and all nesting are known", () => {
  // its own package.json, a child's answer, a checkpoint behind its checksum
  const own = ["src/basics/reading.ts", "src/basics/version.ts", "src/cli/commands/doctor.ts", "src/records/checkpoint.ts"];
  expect(each(({ path, text }) => (own.includes(path) ? [] : (text.match(/^(?! \*).*\bJSON\.parse\(/gm) ?? [])))).toEqual([
    expect.stringContaining("src/portable/checkModel.ts"), // in a message
  ]);
});

test("durations come from a clock that never jumps: dates are for names of files", () => {
  const clocks = each(({ text }) => text.match(/\bDate\.now\(|\bnew Date\(\)\.(getTime|valueOf)|[-+] new Date\(/g) ?? []);
  expect(clocks).toEqual([]);
});

test("shared code never asks a member's name", () => {
  const families = [
    ["src/estimators/", estimators],
    ["src/critics/", critics],
    ["simulators/", simulators],
    ["policies/", policies],
    ["meta/learners/", metaMethods],
    ["meta/tasks/", taskFamilies],
  ] as const;
  for (const [home, registry] of families) {
    const names = new Set(Object.keys(registry));
    expect(names.size, `members in ${home}`).toBeGreaterThan(1);
    const asked = each(({ path, syntax }) =>
      path.startsWith(home) ? [] : comparedTexts(syntax).filter((text) => names.has(text)),
    );
    expect(asked, `names of ${home}`).toEqual([]);
  }
});

function isTensors({ target, typeOnly }: { target: string; typeOnly: boolean }): boolean {
  return !typeOnly && target.startsWith("@tensorflow/");
}

/** The texts that a file compares something with, by an operator or a case. */
function comparedTexts(syntax: ts.SourceFile): string[] {
  const equality = new Set([
    ts.SyntaxKind.EqualsEqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsEqualsToken,
    ts.SyntaxKind.EqualsEqualsToken,
    ts.SyntaxKind.ExclamationEqualsToken,
  ]);
  const texts: string[] = [];
  walk(syntax, (node) => {
    if (ts.isBinaryExpression(node) && equality.has(node.operatorToken.kind))
      for (const side of [node.left, node.right]) if (ts.isStringLiteral(side)) texts.push(side.text);
    if (ts.isCaseClause(node) && ts.isStringLiteral(node.expression)) texts.push(node.expression.text);
  });
  return texts;
}
