/** `floe browser [RUN]`: a page in which a trained policy leads through an experiment, without server or network. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { check, InputError, messageOf } from "../../basics/errors.js";
import { fileError, makeFolder, writeNamed } from "../../basics/files.js";
import { packageRoot } from "../../basics/version.js";
import { loadPosterior } from "../../portable/policy.js";
import { readLearned } from "../../records/inferenceStore.js";
import { prettyJson } from "../../records/json.js";
import { runFiles } from "../../records/store.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { asInputError, readPolicy } from "../live/policyFiles.js";
import { readOptions } from "../readOptions.js";

const ownRun = join("runs", "browser-policy");

/** A minute or two on two cores: worth showing, not worth publishing. */
const training = "sir --horizon 5 --estimator infoNce --steps 600 --samples 1000 --contrasts 5000 --evaluation-steps 300".split(
  " ",
);

/** What is called otherwise a browser shows as a text. */
const asPage = (out: string): string => (/\.x?html?$/i.test(out) || /^\/dev\//.test(out) ? out : `${out}.html`);

export async function run(call: Call): Promise<void> {
  const { out, force, json } = await readOptions(call);
  const [given] = call.args;
  const page = resolve(
    out === undefined ? join(given ?? "runs", given === undefined ? "browser.html" : "live.html") : asPage(out),
  );
  check(force || out === undefined || !existsSync(page), `${page} exists already: choose another name, or --force to replace it`);
  if (given === undefined) train(call);
  const html = await pageOf(given ?? ownRun);
  try {
    makeFolder(dirname(page));
  } catch (error) {
    throw fileError(error, `could not make the folder ${dirname(page)}`);
  }
  writeNamed(page, html);
  await print(call.io.stdout, json ? prettyJson({ page }) : `${page}\n`);
  call.io.stderr.write(`open ${pathToFileURL(page)} in a browser: it needs no server and no network\n`);
}

/** The page is plain JavaScript beside the examples, so that it can be read and changed. */
async function pageOf(folder: string): Promise<string> {
  const { after } = readPolicy(folder).data; // refuses in words what the page could only fail on
  check(
    after === undefined,
    `${folder} holds a policy that was refined for one experiment under way: go on with it in floe live`,
  );
  check(statSync(folder).isDirectory(), `${folder} is a file: name the run folder of floe train that it lies in`);
  checkBeliefs(folder);
  const { makePage } = await import(pathToFileURL(join(packageRoot, "examples", "browser", "makePage.mjs")).href);
  try {
    return makePage(folder);
  } catch (error) {
    throw error instanceof SyntaxError
      ? new InputError(`a file of ${folder} is not JSON: ${messageOf(error)}`)
      : fileError(error, `could not read ${folder}`);
  }
}

/** What `floe beliefs` trained is on the page too, and damage shows here. A run of `floe infer` may have left critics only, which are not. */
function checkBeliefs(folder: string): void {
  const file = join(folder, runFiles.learned);
  const learned = readLearned(folder);
  if (learned?.models.some(({ density, design }) => density && !design)) asInputError(() => loadPosterior(learned), file);
}

/** Goes on with a training that was interrupted. */
function train({ io }: Call): void {
  if (existsSync(join(ownRun, "result.json"))) return;
  const begun = existsSync(join(ownRun, "config.json"));
  if (!begun) io.stderr.write("no policy is given: training a small one, which takes a minute or two\n");
  const program = fileURLToPath(new URL("../main.js", import.meta.url));
  const args = begun ? ["resume", ownRun] : ["train", ...training, "--out", ownRun];
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: ["ignore", 2, 2] });
  check(status === 0, `the training stopped; floe browser goes on with it, and rm -r ${ownRun} begins again`);
}
