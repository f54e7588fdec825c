/** Banks of simulated paths that several pieces draw from: simulated once, for all processes of a run. */
import type { Bank, BankUse } from "../../contracts/simulator.js";
import type { Key } from "../../contracts/values.js";
import { withParts } from "../../modelling/failures.js";
import type { DesignJob } from "../job.js";
import type { Piece } from "../piece.js";

export interface BankWish {
  readonly key: Key;
  readonly size: number;
  readonly use?: BankUse | undefined;
  /** How many pieces will ask for it, this one included; after the last nobody keeps it. Absent: nobody knows. */
  readonly askers?: number | undefined;
}

/** Content of a bank, as `Bank.simulate` gives it: the same numbers whoever simulates it, and when. */
export type Banks = (wish: BankWish, signal?: AbortSignal) => Promise<unknown>;

/** Banks that nobody has asked for again are forgotten beyond so many bytes, oldest first; they can be simulated again. */
const mostBytes = 2 ** 28;

interface Kept {
  readonly content: Promise<unknown>;
  left: number;
  bytes: number;
}

/** Simulates what is not kept, and keeps it for those who ask later. @param closing ends simulations that are under way */
export function keptBanks(bank: Bank, closing: AbortSignal, most = mostBytes): Banks {
  const kept = new Map<string, Kept>(); // the latest last
  const held = () => [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  function begin(name: string, { key, size, use, askers = Number.POSITIVE_INFINITY }: BankWish): Kept {
    const one: Kept = { content: bank.simulate(key, size, closing, use), left: askers, bytes: 0 };
    one.content.then(
      (content) => {
        one.bytes = bytesOf(content);
        for (const [other, { bytes }] of kept) if (held() > most && bytes > 0) kept.delete(other);
      },
      () => kept.delete(name), // whoever asks again shall have it tried again
    );
    return one;
  }
  return async (wish, signal) => {
    signal?.throwIfAborted();
    const name = JSON.stringify([wish.key, wish.size, wish.use]);
    const one = kept.get(name) ?? begin(name, wish);
    kept.delete(name);
    one.left--;
    if (one.left > 0) kept.set(name, one);
    const content = await one.content;
    signal?.throwIfAborted();
    return content;
  };
}

const bytesOf = (content: unknown): number =>
  Object.values(content as object).reduce((sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0), 0);

/** A run with the simulator's own bank, where that can be shared by this piece and others; the same numbers come out. */
export function sharing(job: DesignJob, piece: Piece, banks: Banks | undefined): DesignJob {
  const { bank } = job.simulator;
  const isShared = piece.kind === "restart" || piece.kind === "evaluation";
  if (!banks || !bank || !isSharable(bank) || !isShared) return job;
  const askers = piece.kind === "restart" ? job.training.restarts : undefined;
  const simulate: Bank["simulate"] = (key, size, signal, use) => banks({ key, size, use, askers }, signal);
  return { ...job, simulator: withParts(job.simulator, { bank: { ...bank, simulate } }) };
}

/** Rows of a file are read anew as quickly as they are handed over. */
export const isSharable = ({ plain, rows }: Bank): boolean => plain === true && rows === undefined;
