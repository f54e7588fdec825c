#!/usr/bin/env node
/**
 * npm run browser                     trains a small policy for epidemics first, where there is none yet
 * npm run browser -- runs/policy      takes that run of `floe train`
 * npm run browser -- runs/policy --out page.html
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { makeFolder, writeNamed } from "../../dist/src/files.js";
import { makePage } from "./makePage.mjs";

const program = fileURLToPath(new URL("../../dist/src/cli/main.js", import.meta.url));
const ownRun = join("runs", "browser-policy");
/** A minute or two on two cores: worth showing, not worth publishing. */
const training = "sir --horizon 5 --estimator infoNce --steps 600 --samples 1000 --contrasts 5000 --evaluation-steps 300".split(
  " ",
);

try {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
  const [given] = positionals;
  const out = resolve(values.out ?? join("runs", "browser.html"));
  if (given === undefined) train();
  const page = makePage(given ?? ownRun);
  makeFolder(dirname(out));
  writeNamed(out, page);
  process.stdout.write(`${out}\n`);
  process.stderr.write(`open ${pathToFileURL(out)} in a browser: it needs no server and no network\n`);
} catch (error) {
  process.stderr.write(`browser: ${error.message}\n`);
  process.exit(2);
}

/** Goes on with a training that was interrupted. */
function train() {
  if (existsSync(join(ownRun, "result.json"))) return;
  const begun = existsSync(join(ownRun, "config.json"));
  if (!begun) process.stderr.write("no policy is given: training a small one, which takes a minute or two\n");
  const args = begun ? ["resume", ownRun] : ["train", ...training, "--out", ownRun];
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: ["ignore", 2, 2] });
  if (status !== 0) throw new Error(`the training stopped; npm run browser goes on with it, rm -r ${ownRun} begins again`);
}
