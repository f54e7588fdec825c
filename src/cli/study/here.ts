/** The cells of a study in this process, one after the other: what `--processes 1` asks for. */
import { InputError, InterruptedError, messageOf } from "../../basics/errors.js";
import { toldAs } from "../../basics/steps.js";
import { carriedOutHere } from "../../records/inThisProcess.js";
import type { CellAsked, CellEnd, CellProcess } from "../../studies/engines/engine.js";
import { exits } from "../../studies/engines/slot.js";
import { type KnownKind, kinds } from "../kinds.js";

/** There is no process to end: what computes is asked to stop, as anywhere. */
export const cellsHere = (): CellProcess => ({ run, close() {} });

/** @throws what is a defect of ours */
async function* run({ cell, place }: CellAsked, signal: AbortSignal): AsyncGenerator<number, CellEnd> {
  const known = Object.values<KnownKind>(kinds).find(({ command }) => command === cell.command) as KnownKind;
  try {
    const kind = await known.load();
    yield* toldAs(carriedOutHere(kind, cell, place, signal), ({ fraction }) => fraction);
    await kind.report(place);
    return { code: exits.done, said: "" };
  } catch (error) {
    if (error instanceof InterruptedError) return { code: exits.interrupted, said: messageOf(error) };
    if (error instanceof InputError) return { code: exits.wrongInput, said: messageOf(error) };
    throw error;
  }
}
