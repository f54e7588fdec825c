/** How the house is built: imports point one way, files stay small, and only a registry lists its members. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { metaMethods } from "../meta/learners/index.js";
import { taskFamilies } from "../meta/tasks/index.js";
import { adaptivePolicies, policies } from "../policies/index.js";
import { simulators } from "../simulators/index.js";
import { kinds } from "../src/cli/kinds.js";
import { critics } from "../src/critics/index.js";
import { estimators } from "../src/estimators/index.js";
import { knownTasks } from "../src/information/known/tasks/index.js";
import { spaces } from "../src/portable/spaces/index.js";
import { posteriors } from "../src/posteriors/index.js";
import { loadedWith, readSourceFiles, root, type SourceFile, walk } from "./support/sourceFiles.js";
import { comparedTexts, isPath, isSplit, isTensors, readsOf } from "./support/syntax.js";

/**
 * From the ground up. A file imports from its own room or from a room on a lower floor; a type is an import too. Rooms of one floor do not
 * know one another.
 */
const floors: readonly (readonly string[])[] = [
  ["src/contracts/", "src/basics/", "src/portable/"],
  ["src/numbers/", "src/engine/", "src/records/", "src/options/"],
  ["src/nets/", "src/estimators/", "src/modelling/", "src/experiment/", "designs/", "src/report/"],
  ["src/critics/", "policies/", "simulators/", "src/information/", "src/loading/", "src/posteriors/"],
  ["src/runs/", "meta/", "src/studies/"],
  ["src/cli/", "src/index.ts"],
];

const files = readSourceFiles(["src", "simulators", "designs", "policies", "meta"]);

const placeOf = (path: string) =>
  floors.flatMap((rooms, floor) => rooms.filter((room) => path.startsWith(room)).map((room) => ({ floor, room })))[0];

/** Lines that say what is wrong and where, so that a failure reads as a list. */
function each(check: (file: SourceFile) => readonly string[]): string[] {
  return files.flatMap((file) => check(file).map((what) => `${file.path}: ${what}`));
}

test("every file is in a room", () => {
  expect(each(({ path }) => (placeOf(path) ? [] : ["is in no room of `floors` in test/layers.test.ts"]))).toEqual([]);
  for (const room of floors.flat()) expect(files.map(({ path }) => path)).toContainEqual(expect.stringMatching(`^${room}`));
});

test("CONTRIBUTING's table has the same rooms on the same floors", () => {
  const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const rows = [...page.matchAll(/^\| (\d?) ?\| `([^`]+)` \| [^|]{10,} \|$/gm)].map(([, floor, room]) => [floor, room]);
  expect(rows).toEqual(floors.flatMap((rooms, floor) => rooms.map((room, i) => [i === 0 ? String(floor + 1) : "", room])));
});

test("imports go down", () => {
  const up = each(({ path, imports }) => {
    const here = placeOf(path);
    return imports
      .map(({ target }) => ({ target, there: placeOf(target) }))
      .filter(({ there }) => here && there && there.room !== here.room && there.floor >= here.floor)
      .map(({ target }) => `imports ${target}, which is not below it`);
  });
  expect(up).toEqual([]);
});

test("no file comes back to itself, types and what is loaded later counted", () => {
  const circles = each(({ path, imports }) =>
    imports
      .filter(({ target }) => loadedWith(target, files, { everything: true }).has(path))
      .map(({ target }) => `imports ${target}, which leads back to it`),
  );
  expect(circles).toEqual([]);
});

test("no file holds more than one can read at a sitting", () => {
  expect(each(({ text }) => (text.split("\n").length > 300 ? [`${text.split("\n").length} lines`] : []))).toEqual([]);
});

test("reports are made from records, without tensors", () => {
  const tensors = each(({ path, imports }) =>
    /^(src|meta)\/report\//.test(path) ? imports.filter(isTensors).map(({ target }) => `imports ${target}`) : [],
  );
  expect(tensors).toEqual([]);
});

test("the help, and worker threads, load no tensors", () => {
  // The help must come at once; and native TensorFlow cannot be loaded in a second thread of a process.
  // What a kind of run says of its records is asked for messages, pages and --config: its work is loaded when it is begun.
  const ofKinds = files
    .filter(({ path }) => path === "src/cli/kinds.ts")
    .flatMap(({ imports }) => imports.filter(({ dynamic }) => dynamic));
  expect(ofKinds.length).toBe(Object.keys(kinds).length);
  const known = ["src/cli/main.ts", ...ofKinds.map(({ target }) => target)];
  const quick = files.filter(({ path }) => known.includes(path) || /\bworker\.ts$/i.test(path));
  expect(quick.map(({ path }) => path)).toContain("src/cli/main.ts");
  const heavy = /^(@tensorflow\/(?!.*package\.json)|vega|mathjs|typescript|ts-node|bullmq|ioredis)/;
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
  // its own package.json, a child's answer, programs' answers by the hundred thousand, a checkpoint behind its checksum
  const own = [
    ...["src/basics/reading.ts", "src/basics/version.ts", "src/cli/commands/doctor.ts"],
    ...["src/loading/program/lines.ts", "src/records/checkpoint.ts"],
  ];
  expect(each(({ path, text }) => (own.includes(path) ? [] : (text.match(/^(?! \*).*\bJSON\.parse\(/gm) ?? [])))).toEqual([
    expect.stringContaining("src/portable/checkModel.ts"), // in a message
  ]);
});

test("a key for each use: what was split off is read once", () => {
  const reused = each(({ syntax }) => {
    const found: string[] = [];
    walk(syntax, (node) => {
      if (!ts.isVariableDeclaration(node) || !isSplit(node.initializer)) return;
      for (const [name, times] of readsOf(node)) if (times !== 1) found.push(`reads the key ${name} ${times} times`);
    });
    return found;
  });
  expect(reused).toEqual([]);
});

test("no seed but the user's: what is the same in every run has a key with a name", () => {
  const seeds = each(({ path, text }) => (path === "src/numbers/keys.ts" ? [] : (text.match(/\b(rootKey|key)\(\d+\)/g) ?? [])));
  expect(seeds).toEqual([]);
});

test("durations come from a clock that never jumps: dates are for names of files", () => {
  const clocks = each(({ text }) => text.match(/\bDate\.now\(|\bnew Date\(\)\.(getTime|valueOf)|[-+] new Date\(/g) ?? []);
  expect(clocks).toEqual([]);
});

test("what a thing is stands in its `kind`: only where others made it, a field is looked for", () => {
  const others = [
    "meta/ownFamily.ts", // a user's file
    "src/cli/readOptions.ts", // a file of options
    "src/engine/compile/native/graph.ts", // Protocol Buffers' "oneof"
    "src/modelling/defineSimulator.ts",
    "src/portable/policy.ts", // what somebody has observed
    "src/records/checkpoint.ts", // JSON
    "src/runs/loadSimulator.ts",
  ];
  const looked = each(({ path, syntax }) => {
    const fields: string[] = [];
    walk(syntax, (node) => {
      if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.InKeyword) return;
      if (ts.isStringLiteral(node.left) && !others.includes(path)) fields.push(`looks for "${node.left.text}"`);
    });
    return fields;
  });
  expect(looked).toEqual([]);
});

test("shared code never asks a member's name", () => {
  // A page of records tells designs and policies apart: the report's rooms belong to the kinds of runs. A policy's file says of itself
  // that it is one.
  const { critic: _, ...ownPosteriors } = posteriors; // "critic" is also where an estimator's scores come from
  const { choice: _choice, ...ownSpaces } = spaces; // "choice" is also a kind of option
  const families = [
    [["src/estimators/"], estimators],
    [["src/critics/"], critics],
    [["src/posteriors/"], ownPosteriors],
    [["simulators/"], simulators],
    [["designs/", "src/portable/spaces/"], ownSpaces],
    [["policies/"], policies],
    [["meta/learners/"], metaMethods],
    [["meta/tasks/"], taskFamilies],
    [["src/studies/reproduce/tables/", "src/critics/"], knownTasks], // a critic is called so, too
    [["src/runs/kinds/", "meta/kinds/", "src/report/", "src/portable/check.ts"], kinds],
  ] as const;
  for (const [homes, registry] of families) {
    const names = new Set(Object.keys(registry));
    expect(names.size, `members in ${homes}`).toBeGreaterThan(1);
    const asked = each(({ path, syntax }) =>
      homes.some((home) => path.startsWith(home)) ? [] : comparedTexts(syntax).filter((text) => names.has(text)),
    );
    expect(asked, `names of ${homes}`).toEqual([]);
  }
});

test("shared code names no member, neither in its texts nor by looking it up", () => {
  // Where it must be one, a registry says which: `preferred` in src/estimators/index.ts, src/options/members.ts for the help.
  const examples = ["src/cli/commands.ts", "src/cli/dataCommands.ts", "src/cli/commands/browser.ts", "src/cli/parse.ts"];
  const families = [
    [["src/estimators/", "meta/learners/"], { estimators }], // some methods are a bound's, and have its name
    [
      ["src/critics/", "policies/", "src/portable/policies/", "src/nets/cells.ts", "meta/learners/"],
      { critics, adaptivePolicies },
    ],
    [["simulators/"], { simulators }],
  ] as const;
  const tasksAndTables = ["src/information/known/tasks/", "src/studies/reproduce/tables/"]; // tasks have names of their own
  const alsoWords = ["linear", "joint"]; // a scale, a layer; a distribution
  for (const [homes, registries] of families) {
    const names = Object.values(registries).flatMap((registry) => Object.keys(registry));
    const texts = new RegExp(`(?<![\\w/-])(${names.filter((name) => !alsoWords.includes(name)).join("|")})(?![\\w/-])`, "g");
    const lookUps = new RegExp(`^(${Object.keys(registries).join("|")})\\.(${names.join("|")})$`);
    // What runs of before there was a choice had.
    const historic = "src/records/schemas/run.ts";
    const own = [...homes, ...examples, historic, "src/options/members.ts", "simulators/", ...tasksAndTables]; // presets and tables are options of papers
    const named = each(({ path, syntax }) => {
      if (own.some((place) => path.startsWith(place))) return [];
      const found: string[] = [];
      walk(syntax, (node) => {
        if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
          found.push(...(isPath(node) ? [] : (node.text.match(texts) ?? [])));
        if (ts.isPropertyAccessExpression(node) && lookUps.test(node.getText())) found.push(node.getText());
      });
      return found;
    });
    expect(named).toEqual([]);
  }
});
