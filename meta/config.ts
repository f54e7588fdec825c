/** config.json of meta-learning runs: every option after defaults, enough to repeat the run. */
import type { z } from "zod";
import type { Versions } from "../src/basics/version.js";
import { readRecord } from "../src/records/store.js";
import type { FamilyFile, MetaTraining } from "./records.js";
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
export function readMetaConfig<Config>(folder: string, schema: z.ZodType<Config>): Config {
  return readRecord(folder, metaFiles.config, schema);
}
