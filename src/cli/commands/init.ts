/** `floe init FILE.ts`, `.py` or `.R`: a simulator of one's own to start from; `.yaml`: a study. The same files that Floe's tests run. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { check } from "../../basics/errors.js";
import { fileError, makeFolder, writeNamed } from "../../basics/files.js";
import { packageRoot } from "../../basics/version.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { readOptions } from "../readOptions.js";

/** By a file's ending: the file to start from, and how it is run. */
const languages: Readonly<Record<string, { readonly template: string; run(file: string): string }>> = {
  ".ts": { template: "template.ts", run: (file) => `design ${file}` },
  ".mts": { template: "template.ts", run: (file) => `design ${file}` },
  ".py": { template: "template.py", run: (file) => `design --command "python3 ${file}"` },
  ".R": { template: "template.R", run: (file) => `design --command "Rscript ${file}"` },
  ".yaml": { template: "sweep.yaml", run: (file) => `study ${file}` },
  ".yml": { template: "sweep.yaml", run: (file) => `study ${file}` },
};

export async function run(call: Call): Promise<void> {
  const file = call.args[0] as string;
  const { force } = await readOptions(call);
  const language = languages[extname(file)];
  check(
    language !== undefined,
    `${file}: the file must end in .ts, .py or .R, or in .yaml for a study, e.g. floe init my.ts, floe init sweep.yaml`,
  );
  check(force || !existsSync(file), `${file} exists already: choose another name, or --force to replace it`);
  try {
    makeFolder(dirname(file));
  } catch (error) {
    throw fileError(error, `could not make the folder ${dirname(file)}`);
  }
  const name = identifier(basename(file, extname(file)));
  const { template, run: lineOf } = language;
  const text = readFileSync(join(packageRoot, "examples", template), "utf8")
    .replaceAll('name: "cooling"', `name: "${name}"`)
    .replaceAll(/(name"?\s*[:=] )"deaths"/g, `$1"${name}"`)
    .replaceAll(template, basename(file));
  writeNamed(file, text);
  await print(call.io.stdout, `${file} is written. Run it as it is, then make it yours:\n  floe ${lineOf(file)}\n`);
}

/** "my-first.model" becomes myFirstModel: a simulator's name is letters and digits. */
function identifier(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join("");
  return /^[A-Za-z]/.test(joined) ? joined : `my${joined}`;
}
