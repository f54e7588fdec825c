/** What systems of equations have in common, whatever kind they are: how they are written, and what their formulas may call by a name. */
import { check } from "../../basics/errors.js";
import { namesIn, parseFormula } from "./formula.js";
import { Graph, levels, type NodeId } from "./graph.js";

/** A formula, or a number. */
export type Written = string | number;

export interface SystemSpec {
  /** For messages. */
  readonly name: string;
  /** Names of theta's columns, in their order. */
  readonly parameters: readonly string[];
  /** Numbers that have a name in the formulas. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Names for formulas that others use, in an order in which each knows those before it. */
  readonly where?: Readonly<Record<string, Written>>;
  /** Of each state at time 0: numbers, or formulas of parameters and constants. */
  readonly start: Readonly<Record<string, Written>>;
  readonly horizon: number;
}

/** The numbers that have a name, π among them. */
export const constantsOf = ({ constants }: Pick<SystemSpec, "constants">): Readonly<Record<string, number>> => ({
  pi: Math.PI,
  ...constants,
});

export interface Scope {
  readonly graph: Graph;
  /** What a formula may call by a name at this time. */
  readonly known: Record<string, NodeId>;
  /** @param where it stands, for messages @throws InputError for a name that nothing has */
  read(text: Written, where: string): NodeId;
  /** Names it. */
  symbol(name: string, level: (typeof levels)[keyof typeof levels]): NodeId;
  /** Names the formulas of `where`. */
  readWhere(): void;
}

/** A graph in which parameters and constants are known. */
export function openScope(spec: SystemSpec): Scope {
  const { name, parameters } = spec;
  const graph = new Graph();
  const known: Record<string, NodeId> = {};
  const read: Scope["read"] = (text, where) => {
    const formula = parseFormula(text, `${name}, ${where}`);
    for (const used of namesIn(formula))
      check(
        Object.hasOwn(known, used),
        `${name}, ${where}: nothing is called ${used} (there are ${Object.keys(known).join(", ")})`,
      );
    return graph.read(formula, known);
  };
  const symbol: Scope["symbol"] = (one, level) => {
    const id = graph.symbol(one, level);
    known[one] = id;
    return id;
  };
  for (const [constant, value] of Object.entries(constantsOf(spec))) known[constant] = graph.number(value);
  for (const parameter of parameters) symbol(parameter, levels.path);
  const readWhere = () => {
    for (const [short, text] of Object.entries(spec.where ?? {})) known[short] = read(text, `where ${short}`);
  };
  return { graph, known, read, symbol, readWhere };
}

/** @param reserved names of time and noise @throws InputError for a name that cannot be one, or is two things' */
export function checkSystem(spec: SystemSpec, states: readonly string[], reserved: RegExp, what: string): void {
  const { name, parameters, start } = spec;
  const all = [...parameters, ...states, ...Object.keys(constantsOf(spec)), ...Object.keys(spec.where ?? {})];
  for (const [i, one] of all.entries()) {
    check(all.indexOf(one) === i, `${name}: two things are called ${one}`);
    check(!reserved.test(one), `${name}: ${one} is what ${what} is called, so nothing else can be`);
    check(/^[\p{L}_][\p{L}\p{N}_]*$/u.test(one), `${name}: "${one}" is no name that a formula can use`);
  }
  check(states.length > 0, `${name}: there is no equation`);
  for (const state of states) check(start[state] !== undefined, `${name}: "start" lacks ${state}`);
}
