/** Meta-trained models as files, with one clear message for folders that hold something else. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../basics/errors.js";
import { readJsonFile } from "../../basics/reading.js";
import { loadMetaModel, ModelError } from "../../portable/model.js";
import type { MetaModel, ModelData } from "../../portable/modelTypes.js";
import { quoted } from "../io.js";
import { heldIn, type KnownKind, kindIn } from "../kinds.js";

/** @param path a run folder of `floe meta train`, or its model.json @throws InputError */
export function readModel(path: string): { readonly file: string; readonly model: MetaModel } {
  const file = existsSync(path) && statSync(path).isDirectory() ? modelIn(path) : path;
  try {
    return { file, model: loadMetaModel(readJsonFile(file, "the model") as ModelData) };
  } catch (error) {
    throw error instanceof ModelError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

const needed = "needed is a meta-trained model, a run folder of floe meta train or its model.json";

function adviceFor({ gives, parts }: KnownKind, folder: string): string {
  if (gives.model && existsSync(join(folder, "result.json")))
    return "it was trained with --validation-only, which keeps no model: train it without";
  if (gives.model) return `it is not finished. Go on with: floe resume ${quoted(folder)}`;
  return parts ? modelsIn(join(folder, parts), folder) : needed;
}

function modelIn(folder: string): string {
  const file = join(folder, "model.json");
  if (existsSync(file)) return file;
  const kind = kindIn(folder);
  if (!kind) throw new InputError(`${folder} has no model.json: ${needed}`);
  throw new InputError(`${folder} holds ${heldIn(kind)}; ${adviceFor(kind, folder)}`);
}

/** A comparison keeps each training in a folder of its own; those of its search have no model. */
function modelsIn(cells: string, folder: string): string {
  const found = (existsSync(cells) ? readdirSync(cells).sort() : []).find((name) => existsSync(join(cells, name, "model.json")));
  if (!found) return `none of its trainings is finished. Go on with: floe resume ${quoted(folder)}`;
  return `each of its trainings has a model of its own: name one of the folders in ${cells}, e.g. ${quoted(join(cells, found))}`;
}
