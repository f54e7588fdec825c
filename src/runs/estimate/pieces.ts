/** What is computed is kept as it comes: a run that goes on computes it no second time. */
import { InputError } from "../../basics/errors.js";
import type { FromSamples, Table } from "../../contracts/bounds.js";
import type { Key, Progress } from "../../contracts/values.js";
import type { CrossFitOptions } from "../../information/pairs/crossFit.js";
import type { Pairs } from "../../information/pairs/trained.js";
import type { PieceStore } from "../../records/estimateStore.js";
import type { EstimatePiece, InformationEstimate } from "../../records/types.js";
import { sampled, trained } from "./each.js";

/** Where no folder keeps them. */
export function inMemory(): PieceStore {
  const pieces = new Map<string, EstimatePiece>();
  return { find: (name) => pieces.get(name), keep: (piece) => void pieces.set(piece.piece, piece) };
}

/** The key is of one use only, and with the run's options it says all of it. */
const nameOf = (estimator: string, use: string, k: Key): string => `${estimator}, ${use}, ${k.join(" ")}`;

export interface Trained {
  readonly estimate: InformationEstimate;
  readonly fit: NonNullable<EstimatePiece["fit"]>;
}

/** `trained`, once. @param part of a difference, by this name: what each row adds is kept, too */
export async function* trainedOnce(
  pieces: PieceStore,
  pairs: Pairs,
  options: CrossFitOptions,
  k: Key,
  signal?: AbortSignal,
  part = "",
): AsyncGenerator<Progress, Trained> {
  const name = nameOf(options.estimator.name, `${options.reads}${part}`, k);
  const known = pieces.find(name);
  if (known?.fit) return { estimate: known.estimate, fit: known.fit };
  const { estimate, fit: all } = yield* trained(pairs, options, k, signal);
  const { added, elliptical, trained: trainedOn, ...fit } = all;
  const byRow = { ...fit, added: [...added], elliptical: [...elliptical], trained: trainedOn };
  const kept = { piece: name, estimate: finite(estimate), fit: part ? byRow : fit };
  pieces.keep(kept);
  return kept;
}

/** `sampled`, once. @throws InputError for tables that it does not take, and for what is no number */
export function sampledOnce(
  pieces: PieceStore,
  estimator: FromSamples,
  tables: { readonly x: Table; readonly y: Table; readonly given?: Table | undefined },
  use: string,
  k: Key,
): InformationEstimate {
  const name = nameOf(estimator.name, use, k);
  const known = pieces.find(name);
  if (known) return known.estimate;
  const estimate = finite(sampled(estimator, tables.x, tables.y, tables.given, k));
  pieces.keep({ piece: name, estimate });
  return estimate;
}

function finite(estimate: InformationEstimate): InformationEstimate {
  if (Number.isFinite(estimate.value) && Number.isFinite(estimate.se)) return estimate;
  throw new InputError(
    `${estimate.estimator}: no finite number came out. Does one side determine the other, or does a column follow from the others? Leave such columns out, or use another --estimator`,
  );
}
