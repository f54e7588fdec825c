/** A run folder and a file of options are data: a program that they name runs only when the command line says so, and only as it was. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileHash } from "../../src/loading/importUserFile.js";
import { localFiles } from "../../src/loading/localImports.js";
import { simulatorText } from "./badSimulators.js";
import { build, copyFolder, openWorkplace } from "./support.js";

const { at, read, call, ok, close } = openWorkplace();
const tiny =
  "--steps 12 --restarts 1 --batch 16 --samples 40 --contrasts 20 --evaluation-steps 4 --evaluation-batch 16 --processes 1 --quiet";
const evil = 'import { writeFileSync } from "node:fs";\nwriteFileSync("PWNED", "x");\nexport default {};\n';
const part = "export const unused = 1;\n";

beforeAll(async () => {
  build();
  writeFileSync(at("evil.mjs"), evil);
  writeFileSync(at("part.ts"), part);
  writeFileSync(at("own.ts"), `import "./part.js";\n${simulatorText("")}`);
  await ok(`design linear --designs 1 --out run ${tiny}`);
  await ok(`design own.ts --out own ${tiny}`);
  for (const name of ["run", "own"]) {
    copyFolder(at(name), at(`${name}Stopped`));
    rmSync(at(`${name}Stopped`, "result.json"));
  }
  const config = JSON.parse(read("run", "config.json"));
  const hash = createHash("sha256").update(evil).digest("hex");
  for (const [name, simulator] of [
    ["evil", at("evil.mjs")],
    ["evilRelative", "./evil.mjs"],
  ]) {
    copyFolder(at("run"), at(name as string));
    writeFileSync(at(name as string, "config.json"), JSON.stringify({ ...config, simulator, simulatorHash: hash }));
    copyFolder(at(name as string), at(`${name}Stopped`));
    rmSync(at(`${name}Stopped`, "result.json"));
  }
  mkdirSync(at("meta"));
  const training = { method: "cnp", family: "x", support: 2, query: 3, tasks: 4, steps: 5, hidden: [4], rate: 0.1, criticRate: 0.1, settings: {}, seed: 0 }; // biome-ignore format: one training
  const { versions } = config;
  const familyFile = { file: at("evil.mjs"), hash };
  writeFileSync(at("meta", "config.json"), JSON.stringify({ kind: "meta", training, familyFile, backend: "wasm", versions }));
  writeFileSync(at("family.json"), '{"family": "./evil.mjs"}');
  const rivals = [{ name: "evil", simulator: at("evil.mjs"), simulatorHash: hash }];
  copyFolder(at("run"), at("rivals"));
  writeFileSync(at("rivals", "config.json"), JSON.stringify({ ...config, rivals }));
  writeFileSync(at("rivals.json"), '{"rivals": "./evil.mjs"}');
  writeFileSync(at("data.csv"), "x,y\n1,2\n");
}, 240_000);
afterAll(close);

test.each([
  "resume evilStopped",
  "resume evilRelativeStopped",
  "evaluate evil",
  "evaluate evil --design 1",
  "resume meta",
  "meta train cnp --config family.json",
  "meta compare --config family.json",
  "meta train cnp --config meta/config.json",
  "infer rivals --data data.csv",
  "next rivals --data data.csv",
  "evaluate rivals",
  "design linear --config rivals.json",
  "design linear --config rivals/config.json",
])("floe %s runs nothing, and says what to add", async (line) => {
  const { code, stdout, stderr } = await call(line);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^floe: [^\n]+ names a program, [^\n]*evil\.mjs, [^\n]+ --trust\n$/);
  expect(existsSync(at("PWNED"))).toBe(false);
});

test("a file of options cannot vouch for itself", async () => {
  writeFileSync(at("vouches.json"), '{"family": "./evil.mjs", "trust": true}');
  expect((await call("meta train cnp --config vouches.json")).stderr).toMatch(/unknown option "trust"/);
  expect(existsSync(at("PWNED"))).toBe(false);
});

test("one's own run goes on, and is evaluated, with --trust; a built-in simulator needs none", async () => {
  await ok("resume runStopped --quiet");
  expect((await call("resume ownStopped --quiet")).stderr).toContain("add --trust: floe resume ownStopped --quiet --trust");
  await ok("resume ownStopped --quiet --trust");
  await ok("evaluate own --quiet --trust");
});

test("a file that the simulator imports belongs to it: changed, the run neither goes on nor is evaluated", async () => {
  writeFileSync(at("part.ts"), "export const unused = 2;\n");
  rmSync(at("ownStopped", "result.json"), { force: true });
  try {
    const lines = {
      "resume ownStopped --trust": "and a run goes on only with the simulator that it began with. Put",
      "evaluate own --trust": "and what is evaluated here is the run's design, by the simulator of the run as it was then. Put",
      "evaluate own --design 0,1 --trust": "and what is evaluated here is the given design, by",
    };
    for (const [line, words] of Object.entries(lines)) {
      const { code, stderr } = await call(line);
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /^floe: [^\n]*own\.ts, or a file that it imports \(part\.ts\), has changed since the run began[^\n]*\n$/,
      );
      expect(stderr).toContain(words);
    }
    const [, onPurpose = ""] = /with the file as it is now: floe (.*)\n$/.exec((await call("evaluate own --trust")).stderr) ?? [];
    await ok(`${onPurpose.replaceAll("'", "")} --quiet --samples 40 --contrasts 20 --evaluation-steps 4 --evaluation-batch 16`);
  } finally {
    writeFileSync(at("part.ts"), part);
  }
});

test("what a file consists of: imports in every form, to any depth, by links and circles; packages and Node's own are not", () => {
  const put = (name: string, text: string) => writeFileSync(at("parts", name), text);
  mkdirSync(at("parts", "folder"), { recursive: true });
  mkdirSync(at("parts", "node_modules", "pack"), { recursive: true });
  mkdirSync(at("linked"), { recursive: true });
  put(
    "main.ts",
    "import fs from 'node:fs';\nimport { a } from \"./a.js\"; import('./folder'); const d = new URL('data.csv', import.meta.url); import 'pack'; import x from \"linked\";",
  );
  put("a.ts", 'export * from "./main.ts"; const c = require("../parts/c"); await import(`./b.mjs`);');
  put("b.mjs", "");
  put("c.js", 'readFileSync("./data.csv"); // "./nowhere.js"');
  put("folder/index.ts", "export type { A } from '../a.js'");
  put("data.csv", "1");
  put("node_modules/pack/package.json", '{"main": "index.js"}');
  put("node_modules/pack/index.js", "");
  writeFileSync(at("linked", "package.json"), '{"main": "index.js"}');
  writeFileSync(at("linked", "index.js"), "");
  symlinkSync(at("linked"), at("parts", "node_modules", "linked"));
  const found = localFiles(at("parts", "main.ts")).map((file) => file.slice(at().length + 1));
  expect(found.sort()).toEqual(
    ["linked/index.js", "parts/a.ts", "parts/b.mjs", "parts/c.js", "parts/data.csv", "parts/folder/index.ts", "parts/main.ts"], // biome-ignore format: a list
  );
  const before = fileHash(at("parts", "main.ts"), "simulator").hash;
  for (const file of found) {
    const text = readFileSync(at(file), "utf8");
    writeFileSync(at(file), `${text}\n`);
    expect(fileHash(at("parts", "main.ts"), "simulator").hash).not.toBe(before);
    writeFileSync(at(file), text);
  }
  expect(fileHash(at("parts", "main.ts"), "simulator").hash).toBe(before);
  // alone, a file's hash is that of its content
  expect(fileHash(at("parts", "b.mjs"), "simulator").hash).toBe(createHash("sha256").update("").digest("hex"));
});
