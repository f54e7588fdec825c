/** The registry of networks that decide without tensors: a line for each adaptive policy, under the name that its file has. */
import type { Network, PolicyData } from "../types.js";
import { attention } from "./attention.js";
import { deepSets } from "./deepSets.js";
import { lstm } from "./lstm.js";
import { recurrent } from "./recurrent.js";

/** From a policy's file to as many networks as are asked for. */
export const networks: Readonly<Record<string, (data: PolicyData) => () => Network>> = {
  recurrent,
  lstm,
  deepSets,
  attention,
};
