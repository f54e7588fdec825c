/** Simulators' definitions and settings, checked once: what a family's `create` receives is complete and of the right types. */

import { cast, Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { check, InputError, messageOf } from "../basics/errors.js";
import { explainMissing } from "../basics/missingMember.js";
import { misspelt } from "../basics/names.js";
import { show } from "../basics/show.js";
import type { Simulator, SimulatorFamily } from "../contracts/simulator.js";
import type { SettingSpec, SettingSpecs, SettingsOf } from "../contracts/values.js";
import { measurementsOf, numbersOfOne } from "../numbers/measurements.js";
import { checkSettings, defaultsOf, problemOfValue, type Settings } from "../options/settings.js";
import { withoutFailures, withParts } from "./failures.js";
import { goalsProblem } from "./goals.js";
import { outcomeProblem } from "./outcomes.js";

const identifier = /^[A-Za-z][A-Za-z0-9]*$/;

/**
 * Checks a definition and returns it: write `export default defineSimulator({ ... })` in a file of your own. The table of settings says of
 * which types the settings are that `create` receives.
 * @throws InputError that names the simulator and the part that is wrong
 */
export function defineSimulator<const Specs extends SettingSpecs>(family: SimulatorFamily<Specs>): SimulatorFamily<Specs> {
  check(typeof family === "object" && family !== null, "a simulator must be an object; see `floe init` for one to start from");
  const { name } = family;
  check(
    typeof name === "string" && identifier.test(name),
    `a simulator's name must be a letter followed by letters and digits, got ${show(name)}`,
  );
  const fail = (what: string): never => {
    throw new InputError(`simulator "${name}": ${what}`);
  };
  for (const field of ["summary", "use"] as const)
    if (typeof family[field] !== "string" || family[field] === "") fail(`${field} must be one line of text`);
  if (typeof family.create !== "function") fail("create(designs, settings) must be a function");
  if (!isCount(family.defaultDesigns)) fail(`defaultDesigns must be a positive whole number, got ${show(family.defaultDesigns)}`);
  for (const field of ["groups", "subjects"] as const)
    if (family[field] !== undefined && !isCount(family[field]))
      fail(`${field} must be a positive whole number, got ${show(family[field])}`);
  const { settings } = family;
  if (typeof settings !== "object" || settings === null) fail("settings must be an object; write {} when there are none");
  for (const [setting, spec] of Object.entries(settings)) {
    const problem = identifier.test(setting) ? problemOfSpec(spec) : "must be named by a letter followed by letters and digits";
    if (problem) fail(`setting "${setting}" ${problem}`);
  }
  return family;
}

function problemOfSpec(spec: SettingSpec): string | undefined {
  if (typeof spec !== "object" || spec === null || !("default" in spec))
    return "must be an object with a default and a help text";
  if (typeof spec.help !== "string" || spec.help === "") return "needs a help text";
  if (!["number", "string", "boolean"].includes(typeof spec.default))
    return `must have a number, a text, true or false as its default, got ${show(spec.default)}`;
  if (spec.choices && typeof spec.default !== "string") return "has choices, so its default must be one of them";
  const problem = problemOfValue(spec, spec.default);
  return problem && `has a default that breaks its own rule: it ${problem}`;
}

/** The given settings checked, the others at their defaults. @throws InputError naming the first wrong one */
export function completeSettings<Family extends SimulatorFamily>(
  family: Family,
  given: Partial<SettingsOf<Family["settings"]>> = {},
): SettingsOf<Family["settings"]> {
  const specs: SettingSpecs = family.settings;
  checkSettings(`simulator "${family.name}"`, specs, given as Settings);
  return { ...defaultsOf(specs), ...family.defaultsFor?.(given), ...given } as SettingsOf<Family["settings"]>; // one value a spec, each checked
}

/**
 * The simulator of a family with settings and the number of measurements fixed.
 * @throws InputError when an argument, or what the family made of it, is wrong
 */
export function createSimulator<Family extends SimulatorFamily>(
  family: Family,
  designs = family.defaultDesigns,
  settings: Partial<SettingsOf<Family["settings"]>> = {},
): Simulator {
  return created(family, designs, settings, withoutFailures);
}

/** The same with draws that fail, where some are to be left out: for who measures several subjects, of which none may fail. */
export const createWithFailures = <Family extends SimulatorFamily>(
  family: Family,
  designs: number,
  settings: Partial<SettingsOf<Family["settings"]>>,
): Simulator => created(family, designs, settings, (simulator) => simulator);

function created<Family extends SimulatorFamily>(
  family: Family,
  designs: number,
  settings: Partial<SettingsOf<Family["settings"]>>,
  finished: (simulator: Simulator) => Simulator,
): Simulator {
  check(isCount(designs), `the number of designs must be a positive whole number, got ${show(designs)}`);
  const complete = completeSettings(family, settings);
  try {
    return finished(withAllParts(family.create(designs, complete), designs));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`simulator "${family.name}" failed in create: ${explainMissing(messageOf(error))}`, { cause: error });
  }
}

function withAllParts(simulator: Simulator, designs: number): Simulator {
  const problem = problemOfSimulator(simulator);
  check(!problem, `simulator "${simulator?.name ?? "?"}": create must return a simulator; ${problem}`);
  const { name, designs: space } = simulator;
  check(
    space.dim === designs * numbersOfOne(space),
    `simulator "${name}" has designs of ${space.dim} ${space.dim === 1 ? "number" : "numbers"}${eachOf(space)}, and ${designs} ${designs === 1 ? "was" : "were"} given or asked for. ` +
      `Give ${measurementsOf(space)}; where another length makes sense, create(designs, settings) has to make a space of that length`,
  );
  return withFloatOutcomes(withUnit(simulator));
}

const eachOf = ({ width = 1, ...space }: Simulator["designs"]): string =>
  width === 1 ? "" : `, ${width} for each of ${measurementsOf({ ...space, width })} measurements`;

/** Numbers of one measurement of this family's, in all groups; 1 where its usual experiment cannot be made. */
export function widthOfFamily(family: SimulatorFamily, settings: Settings = {}): number {
  try {
    return numbersOfOne(createSimulator(family, family.defaultDesigns, settings).designs);
  } catch {
    return 1; // whoever asks makes it next, and says then what is wrong
  }
}

/**
 * The simulator for designs of so many numbers, which is as many measurements only where each has one.
 * @throws InputError as `createSimulator`, and where they are no whole number of measurements
 */
export function simulatorOfNumbers(family: SimulatorFamily, numbers: number, settings: Settings = {}): Simulator {
  const width = widthOfFamily(family, settings);
  check(
    numbers % width === 0,
    `a measurement of ${family.name} has ${width} numbers, and the design has ${numbers}: give ${width} for each measurement`,
  );
  return createSimulator(family, numbers / width, settings);
}

/** Yes or no has no unit, and who writes JavaScript leaves it out. */
function withUnit(simulator: Simulator): Simulator {
  const { unit } = simulator.outcome as Partial<Simulator["outcome"]>;
  check(
    unit === undefined || typeof unit === "string",
    `simulator "${simulator.name}": create must return a simulator; its outcome's unit must be a text ("" where there is none), got ${show(unit)}`,
  );
  return unit === undefined ? withParts(simulator, { outcome: { ...simulator.outcome, unit: "" } }) : simulator;
}

/** Outcomes may be counts or answers, int32 or bool: whoever reads them calculates in float32. */
function withFloatOutcomes(simulator: Simulator): Simulator {
  const { measure, passive } = simulator;
  const parts: Partial<Simulator> = {
    simulate: (...given) => asFloat(simulator.simulate(...given)),
    ...(measure ? { measure: (...given: Parameters<typeof measure>) => asFloat(measure.call(simulator, ...given)) } : {}),
    ...(passive ? { passive: (...given: Parameters<typeof passive>) => asFloat(passive.call(simulator, ...given)) } : {}),
  };
  return withParts(simulator, parts);
}

function asFloat(outcome: Tensor2D): Tensor2D {
  return outcome instanceof Tensor && ["int32", "bool"].includes(outcome.dtype) ? cast(outcome, "float32") : outcome;
}

const fields = [
  ...[
    "name",
    "summary",
    "settings",
    "prior",
    "designs",
    "outcome",
    "draw",
    "bank",
    "gradient",
    "finite",
    "failures",
    "simulate",
    "measure",
    "passive",
    "passiveLikelihood",
  ],
  ...["logLikelihood", "logCumulative", "exactGain", "features", "curve", "goals", "goal", "cost"],
];

function supportProblem({ names, support }: Simulator["prior"]): string | undefined {
  if (support === undefined) return undefined;
  if (!Array.isArray(support) || support.length !== names.length)
    return "its prior's support needs one entry a parameter (write {} where it can be any number)";
  const wrong = support.findIndex(
    ({ low, high }) =>
      [low, high].some((end) => end !== undefined && typeof end !== "number") || !((low ?? -Infinity) < (high ?? Infinity)),
  );
  if (wrong < 0) return undefined;
  return `its prior's support of ${names[wrong]} must be numbers with low below high, got ${show(support[wrong])}`;
}

/** The parts that everything else relies on; values and shapes of tensors are checked where they are first drawn. */
function problemOfSimulator(simulator: Simulator): string | undefined {
  if (typeof simulator !== "object" || simulator === null) return `it returned ${show(simulator)}`;
  const { prior, designs: space, outcome } = simulator;
  const wrong = misspelt("a simulator", simulator, fields);
  if (wrong) return wrong;
  if (typeof prior?.sample !== "function" || !Array.isArray(prior.names)) return "its prior needs names and sample(key, n)";
  if (prior.units?.length !== prior.names.length) return 'its prior needs one unit a parameter (write "" where there is none)';
  const unsupported = supportProblem(prior);
  if (unsupported) return unsupported;
  if (typeof space?.fromRaw !== "function") return "its designs must be a design space, e.g. box({ low, high, dim })";
  if (!isCount(space.dim)) return `its design space must say how many coordinates it has, got dim ${show(space.dim)}`;
  for (const [what, names] of [
    ["prior", prior.names],
    ["design space", space.names ?? []],
  ] as const) {
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) return `its ${what} has the name "${twice}" twice; give each its own`;
  }
  if (!Array.isArray(outcome?.names) || outcome.names.length === 0) return "its outcome needs names, one a column";
  const undeclared = outcomeProblem(outcome);
  if (undeclared) return `its ${undeclared}`;
  if (typeof simulator.simulate !== "function") return "it needs simulate(theta, design, noise)";
  if ((simulator.passive === undefined) !== (outcome.passive === undefined))
    return "what comes without being chosen needs passive(theta, noise), its numbers, and outcome.passive, when each is known: it has one of the two";
  const wrongGoal = goalsProblem(simulator.goals, prior.names);
  if (wrongGoal) return `its ${wrongGoal}`;
  const { cost } = simulator;
  if (cost !== undefined && (typeof cost?.of !== "function" || typeof cost.unit !== "string"))
    return 'its cost needs a unit ("EUR", "h") and of(design), a number';
  const { gradient = "pathwise" } = simulator;
  if (!["pathwise", "score", "enumerate"].includes(gradient))
    return `its gradient must be "pathwise", "score" or "enumerate", got ${show(gradient)}`;
  if (gradient === "enumerate" && (!simulator.finite || !simulator.logLikelihood))
    return 'its gradient is "enumerate", so it needs logLikelihood, and finite: which values its outcomes have, and logMass(theta, design)';
  const { failures = "refuse" } = simulator;
  if (!["refuse", "leaveOut"].includes(failures)) return `its failures must be "refuse" or "leaveOut", got ${show(failures)}`;
  if (failures === "leaveOut" && simulator.bank)
    return 'its failures cannot be "leaveOut": a bank leaves out what failed itself (bank.notes tells how many)';
  const sources = [simulator.draw, simulator.bank].filter((source) => source !== undefined).length;
  return sources === 1 ? undefined : `it needs either draw(key, n) or a bank, and has ${sources === 0 ? "neither" : "both"}`;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
