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
  ["src/runtime/"],
  ["src/types.ts", "src/policyTypes.ts", "src/recordTypes.ts", "src/boundTypes.ts", "src/transforms.ts"],
  [
    "src/errors.ts",
    "src/names.ts",
    "src/digits.ts",
    "src/difference.ts",
    "src/missingMember.ts",
    "src/outcomes.ts",
    "src/files.ts",
    "src/reading.ts",
    "src/lock.ts",
    "src/memory.ts",
    "src/version.ts",
    "src/processes/",
    "src/special.ts",
    "src/statistics.ts",
    "src/weightedDraws.ts",
    "src/inverseNormal.ts",
    "src/tabulated.ts",
  ],
  [
    "src/compile/program.ts",
    "src/compile/strides.ts",
    "src/compile/kernelShapes.ts",
    "src/compile/plainKernels.ts",
    "src/compile/wasm/kernels.ts",
    "src/compile/wasm/memory.ts",
  ],
  ["src/random.ts", "src/distributions.ts", "src/tensor.ts", "src/backend/", "src/backend.ts"],
  ["src/optionTable.ts", "src/options.ts", "src/trainingDefaults.ts"],
  [
    "src/priors.ts",
    "src/nets.ts",
    "src/cells.ts",
    "src/optimizers.ts",
    "src/scales.ts",
    "src/scaling.ts",
    "src/history.ts",
    "src/likelihoods.ts",
    "src/nearestNeighbours.ts",
    "src/kdTree.ts",
  ],
  ["src/compile/"],
  ["src/estimators/", "src/critics/"],
  ["designs/"],
  ["src/failures.ts", "src/defineSimulator.ts", "simulators/"],
  ["policies/"],
  ["src/experiment.ts", "src/firstMeasurements.ts", "src/source.ts", "src/pool.ts"],
  ["src/objective.ts", "src/notFinite.ts", "src/trainState.ts", "src/scoreGradient.ts", "src/trainStep.ts", "src/train.ts"],
  [
    "src/pairScores.ts",
    "src/contrastive.ts",
    "src/freshCritic.ts",
    "src/nearestNeighbourGain.ts",
    "src/precision.ts",
    "src/evaluate.ts",
  ],
  ["src/trainingSize.ts"],
  [
    "src/checkpoint.ts",
    "src/checkedRecord.ts",
    "src/recordSchemas.ts",
    "src/metricChain.ts",
    "src/runLock.ts",
    "src/runFolder.ts",
    "src/records.ts",
  ],
  ["src/userModules/", "src/rehearsal/", "src/checkSimulator.ts", "src/loadSimulator.ts"],
  ["src/chooseEstimator.ts", "src/job.ts", "src/pieces/piece.ts", "src/compareRestart.ts", "src/restart.ts"],
  ["src/pieces/"],
  ["src/belief.ts", "src/carriedOver.ts", "src/asAdvised.ts", "src/beliefs.ts"],
  [
    "src/policyFile.ts",
    "src/rollouts.ts",
    "src/latency.ts",
    "src/designState.ts",
    "src/designProgress.ts",
    "src/placement.ts",
    "src/designResult.ts",
    "src/design.ts",
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
  const own = ["src/files.ts", "src/lock.ts", "src/reading.ts"];
  const inTemporaryFolder = "src/compile/native/session.ts"; // a graph for the time of loading it
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
  const own = ["src/reading.ts", "src/version.ts", "src/cli/doctor.ts", "src/checkpoint.ts"];
  expect(each(({ path, text }) => (own.includes(path) ? [] : (text.match(/^(?! \*).*\bJSON\.parse\(/gm) ?? [])))).toEqual([
    expect.stringContaining("src/runtime/checkModel.ts"), // in a message
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
