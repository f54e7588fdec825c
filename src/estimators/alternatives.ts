/** What messages propose in place of an estimator that does not fit. */
import type { Estimator } from "../contracts/bounds.js";
import type { Simulator } from "../contracts/simulator.js";
import { estimators } from "./index.js";
import { isTrainable, lacking } from "./sorts.js";

/** As many as one reads in a sentence. */
const most = 4;

/** The first ones that fit and can be trained for this simulator: "flo, nwj". */
export function alternatives(simulator: Simulator, fits: (estimator: Estimator) => boolean): string {
  const all = Object.values<Estimator>(estimators).filter((one) => isTrainable(one) && !lacking(one, simulator) && fits(one));
  const names = all.slice(0, most).map(({ name }) => name);
  return [...names, ...(all.length > most ? [".."] : [])].join(", ");
}

export const hasNoCap = ({ cap }: Estimator): boolean => cap(2) === Number.POSITIVE_INFINITY;
