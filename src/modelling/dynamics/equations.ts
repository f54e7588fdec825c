/** A system of stochastic differential equations as users write it, checked and compiled. */
import { check } from "../../basics/errors.js";
import { intervalsAtOnce, type SdeModel } from "./block.js";
import { type Formula, namesIn, parseFormula } from "./formula.js";
import { levels, type NodeId } from "./graph.js";
import { compileSteps } from "./stepsCode.js";
import { checkSystem, constantsOf, openScope, type SystemSpec, type Written } from "./system.js";

export interface SdeSpec extends SystemSpec {
  /**
   * What each state grows by in a short time (Itô), with dt for the time and dW1, dW2, ... for the increments of independent Brownian
   * motions: `{ x: "theta*(mu - x)*dt + sigma*dW1" }`. `t` is the time.
   */
  readonly equations: Readonly<Record<string, Written>>;
  /** Where states are kept, [least, most], in this order: later ones see what earlier ones were set to. */
  readonly within?: Readonly<Record<string, readonly [least: Written | undefined, most: Written | undefined]>>;
  /** A condition of the states under which a path does not change any more: "I <= 0". Its lane goes on with another one. */
  readonly over?: string;
  /** Which paths belong to the prior in effect, by mean(S), least(S), most(S) or last(S) of a stored state S: "mean(I) >= 1". */
  readonly keep?: string;
  /** The states that are observed, or asked for by `keep`; without it all. */
  readonly record?: readonly string[];
  /** The largest time step; the one used divides an interval of the grid. */
  readonly dt: number;
  /** Paths are stored at this many equal intervals of the horizon, and read by linear interpolation between them: 500. */
  readonly intervals?: number;
}

export function compileSde(spec: SdeSpec): SdeModel {
  const { name, parameters, horizon, dt, intervals = 500 } = spec;
  const states = Object.keys(spec.equations);
  checkSde(spec, states);
  const steps = Math.max(1, Math.ceil(horizon / intervals / dt - 1e-9));
  const step = horizon / intervals / steps;
  const { graph, known: scope, read, symbol, readWhere } = openScope(spec);
  const start = states.map((state) => graph.formulaOf(read(spec.start[state] ?? "", `start of ${state}`)));
  const before = states.map((state) => symbol(state, levels.step));
  const time = symbol("t", levels.step);
  scope.dt = graph.number(step);
  const noises = noisesIn(spec).map((noise) => symbol(noise, levels.step));
  const fixedScope = { ...scope };
  readWhere();
  const grown = states.map((state, i) =>
    graph.apply("add", before[i] as NodeId, read(spec.equations[state] as Written, `equation of ${state}`)),
  );
  states.forEach((state, i) => {
    scope[state] = grown[i] as NodeId;
  });
  for (const [state, [low, high]] of Object.entries(spec.within ?? {})) {
    check(states.includes(state), `${name}: "within" names ${state}, which has no equation`);
    const bound = (text: Written, kind: "min" | "max") => {
      scope[state] = graph.apply(kind, scope[state] as NodeId, read(text, `within ${state}`));
    };
    if (low !== undefined) bound(low, "max");
    if (high !== undefined) bound(high, "min");
  }
  const bounded = states.map((state) => scope[state] as NodeId);
  Object.assign(scope, fixedScope);
  const over = spec.over === undefined ? undefined : read(spec.over, "over");
  const after = bounded.map((id, i) => (over === undefined ? id : graph.apply("if", over, before[i] as NodeId, id)));
  const record = spec.record ?? states;
  const recorded = record.map((state) => states.indexOf(state));
  const run = { dt: step, steps, intervals: intervalsAtOnce(intervals), recorded };
  return {
    name,
    module: compileSteps({ graph, before, after, noises, time, over }, run),
    horizon,
    intervals,
    steps,
    parameters,
    states,
    start,
    recorded,
    keep: spec.keep === undefined ? undefined : keepFormula(spec.keep, spec, record),
  };
}

/** dW1, dW2, ... as they stand in the equations. */
function noisesIn({ name, equations, where = {} }: SdeSpec): string[] {
  const texts = Object.values({ ...where, ...equations });
  const found = new Set(texts.flatMap((text) => namesIn(parseFormula(text, name))).filter((used) => /^dW/.test(used)));
  return [...found].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

const statistics = ["mean", "least", "most", "last"];

function keepFormula(text: string, spec: SdeSpec, record: readonly string[]): Formula {
  const constants = constantsOf(spec);
  const named = new Map<string, string>();
  const plain = text.replace(/\b(mean|least|most|last)\s*\(\s*([\p{L}_][\p{L}\p{N}_]*)\s*\)/gu, (_, statistic, state) => {
    check(record.includes(state), `${spec.name}: "keep" asks for ${state}, which is not stored (${record.join(", ")})`);
    named.set(`${statistic}_of_${state}`, `${statistic} ${state}`);
    return `${statistic}_of_${state}`;
  });
  const put = (formula: Formula): Formula => {
    if (typeof formula === "number") return formula;
    if (typeof formula !== "string") return [formula[0], ...formula.slice(1).map((input) => put(input as Formula))];
    const known = named.get(formula) ?? constants[formula] ?? (spec.parameters.includes(formula) ? formula : undefined);
    check(
      known !== undefined,
      `${spec.name}: "keep" knows parameters, constants, and ${statistics.map((one) => `${one}(state)`).join(", ")}, and not ${formula}`,
    );
    return known as Formula;
  };
  return put(parseFormula(plain, `${spec.name}, keep`));
}

function checkSde(spec: SdeSpec, states: readonly string[]): void {
  const { name, record = [], horizon, dt } = spec;
  checkSystem(spec, states, /^(t|dt|dW.*)$/, "time or noise");
  for (const state of record) check(states.includes(state), `${name}: "record" names ${state}, which has no equation`);
  check(horizon > 0 && dt > 0, `${name}: horizon and dt must be above 0, got ${horizon} and ${dt}`);
}
