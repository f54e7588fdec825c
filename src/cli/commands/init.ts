/** `floe init FILE.ts`: a simulator of one's own to start from, the same file that Floe's tests run. */
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { check } from "../../basics/errors.js";
import { fileError, makeFolder, writeNamed } from "../../basics/files.js";
import { packageRoot } from "../../basics/version.js";
import type { Call } from "../command.js";
import { print } from "../io.js";
import { readOptions } from "../readOptions.js";

const template = join(packageRoot, "examples", "template.ts");

export async function run(call: Call): Promise<void> {
  const file = call.args[0] as string;
  const { force } = await readOptions(call);
  check([".ts", ".mts"].includes(extname(file)), `${file}: the file must end in .ts, e.g. floe init my.ts`);
  check(force || !existsSync(file), `${file} exists already: choose another name, or --force to replace it`);
  try {
    makeFolder(dirname(file));
  } catch (error) {
    throw fileError(error, `could not make the folder ${dirname(file)}`);
  }
  const name = identifier(basename(file, extname(file)));
  const text = readFileSync(template, "utf8")
    .replaceAll('name: "cooling"', `name: "${name}"`)
    .replaceAll("template.ts", basename(file));
  writeNamed(file, text);
  await print(call.io.stdout, `${file} is written. Run it as it is, then make it yours:\n  floe design ${file}\n`);
}

/** "my-first.model" becomes myFirstModel: a simulator's name is letters and digits. */
function identifier(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const joined = words.map((word, i) => (i === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join("");
  return /^[A-Za-z]/.test(joined) ? joined : `my${joined}`;
}
