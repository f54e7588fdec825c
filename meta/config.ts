/** config.json of meta-learning runs: every option after defaults, enough to repeat the run. */
import { join } from "node:path";
import { check } from "../src/errors.js";
import { readJson } from "../src/records.js";
import type { Versions } from "../src/version.js";
import type { FamilyFile, MetaTraining } from "./recordTypes.js";
import { metaFiles } from "./store.js";

export interface MetaConfig {
  readonly kind: "meta";
  readonly training: MetaTraining;
  /** Where the family is not of the registry. */
  readonly familyFile?: FamilyFile;
  readonly backend: "native" | "wasm" | "cpu";
  readonly versions: Versions;
}

/** @throws InputError when the folder holds no such run, or its config.json is damaged */
export function readMetaConfig<Config extends { readonly kind: string }>(
  folder: string,
  kind: Config["kind"],
  fields: readonly (keyof Config & string)[],
): Config {
  const config = readJson(folder, metaFiles.config);
  const missing = fields.filter((field) => !(field in config));
  check(
    config.kind === kind && missing.length === 0,
    `${join(folder, metaFiles.config)} is damaged: it lacks ${missing.join(", ") || `the kind ${kind}`}. Begin the run again in another folder.`,
  );
  return config as unknown as Config;
}
