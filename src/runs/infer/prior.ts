/** The prior as posteriors draw from it. */
import type { Prior, Simulator } from "../../contracts/simulator.js";
import { drawnAgain, type Rows } from "./rows.js";

/** Where a draw of the prior costs a simulation, those that were simulated are drawn again. @param simulated thetas of the prior in effect */
export const priorOf = ({ prior, bank }: Simulator, simulated: Rows): Prior =>
  bank ? { ...prior, sample: (key, n) => drawnAgain(simulated, key, n) } : prior;
