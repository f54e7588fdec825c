/** Where batches come from: drawn directly, or from a bank of paths that is simulated ahead and replaced as training goes. */

import type { Bank, Draw, Simulator } from "../contracts/simulator.js";
import type { Key } from "../contracts/values.js";
import { fold } from "../numbers/keys.js";

export interface Source {
  /** Must be awaited before step `step` draws: makes the bank of that step ready and starts the next one. */
  at(step: number): Promise<void> | void;
  draw(key: Key, n: number): Draw;
  /** Stops simulations that nobody waits for any more. */
  close(): void;
}

/** @param steps how many steps will be drawn: no bank is simulated for steps beyond. */
export function openSource(simulator: Simulator, key: Key, steps: number, signal?: AbortSignal): Source {
  if (simulator.bank) return bankedSource(simulator.bank, key, steps, signal);
  const draw = simulator.draw;
  if (!draw) throw new Error(`simulator ${simulator.name} has neither draw nor bank`);
  return { at: () => {}, draw: (k, n) => draw(k, n), close: () => {} };
}

/** Bank b serves steps [b·refreshEvery, (b+1)·refreshEvery) and depends on (key, b) only, so a resumed run reads the same paths. */
function bankedSource<B>(bank: Bank<B>, key: Key, steps: number, outer?: AbortSignal): Source {
  const stop = new AbortController();
  const signal = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
  const pending = new Map<number, Promise<B>>();
  let current: { index: number; content: B } | undefined;
  const request = (index: number): Promise<B> => {
    let promise = pending.get(index);
    if (!promise) {
      promise = bank.simulate(fold(key, index), bank.size, signal);
      promise.catch(() => {}); // whoever awaits it sees the failure; a bank nobody awaits may fail unseen
      pending.set(index, promise);
    }
    return promise;
  };
  return {
    async at(step) {
      const index = Math.floor(step / bank.refreshEvery);
      if (current?.index === index) return;
      const content = await request(index);
      pending.delete(index);
      current = { index, content };
      if ((index + 1) * bank.refreshEvery < steps) void request(index + 1);
    },
    draw(k, n) {
      if (!current) throw new Error("at(step) must be awaited before draw");
      return bank.draw(current.content, k, n);
    },
    close: () => stop.abort(),
  };
}
