/**
 * Training, whatever is trained. Who trains says what a step's inputs are, what is maximised, which parameters belong together and how fast they
 * learn; the rest is here. While a step is compiled the parameters live in it (`pullInto` brings them back): copying them in and out of every
 * step would cost more than many a step does.
 */
export { type ArrayName, pack, unpack } from "./checkpoint.js";
export { millisecondsBetweenBreaths, mostStepsBetweenLines, type Pause } from "./pace.js";
export { type AscentState, type Counters, initParameters, type Parameter, tensorsOf } from "./state.js";
export {
  type AscentOptions,
  ascend,
  badStepsAllowed,
  checkDiverged,
  compileAscent,
  countStep,
  type Group,
  type Groups,
  type Move,
  pullInto,
} from "./step.js";
