/** A study's file: data, as JSON, YAML or the default export of a TypeScript or JavaScript file. */
import { basename, extname } from "node:path";
import { check } from "../basics/errors.js";
import { readJsonFile, readText } from "../basics/reading.js";
import { importUserFile, scriptEndings } from "../loading/importUserFile.js";
import { checkStudy } from "./check.js";
import type { StudyFile } from "./types.js";

type Reader = (file: string) => unknown | Promise<unknown>;

const script: Reader = async (file) => {
  const { default: study } = await importUserFile(file, "study");
  check(study !== undefined, `${file} exports no study: write export default defineStudy({ run: "design linear", .. })`);
  return study;
};

const yaml: Reader = async (file) => (await import("./yaml.js")).parseYaml(readText(file, "the study"), file);

/** By ending. */
const readers: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries([".yaml", ".yml"].map((ending) => [ending, yaml])),
  ".json": (file) => readJsonFile(file, "the study"),
  ...Object.fromEntries(scriptEndings.map((ending) => [ending, script])),
};

/** Whether what the file says is the user's own program already: what it names may run. */
export const vouches = (file: string): boolean => scriptEndings.includes(extname(file));

/** @throws InputError for a file that cannot be read, or is no study */
export async function readStudy(file: string): Promise<StudyFile> {
  const read = readers[extname(file).toLowerCase()];
  check(
    read !== undefined,
    `${file}: a study is a file that ends in ${Object.keys(readers).join(", ")}, or the folder of a study`,
  );
  return checkStudy(await read(file), file, basename(file, extname(file)));
}
