/** Formulas' nodes as instructions on four paths at once, in float32. */
import * as lane from "../../engine/assemble/lanes.js";
import type { Code } from "../../engine/assemble/module.js";
import type { Operation } from "./formula.js";
import type { Graph, NodeId } from "./graph.js";

/** Numbers of the functions that every module begins with. */
export const helpers = { exp: 0, log: 1, sin: 2 } as const;

const truth = (mask: Code): Code => lane.and(mask, lane.all(1));
const holds = (x: Code): Code => lane.ne(x, lane.all(0));

const comparisons = { lt: lane.lt, le: lane.le, eq: lane.eq } as const;

const onLanes: Readonly<Record<Operation, (...x: Code[]) => Code>> = {
  add: (a, b) => lane.add(a as Code, b as Code),
  sub: (a, b) => lane.sub(a as Code, b as Code),
  mul: (a, b) => lane.mul(a as Code, b as Code),
  div: (a, b) => lane.div(a as Code, b as Code),
  neg: (a) => lane.neg(a as Code),
  pow: (a, b) => lane.call(helpers.exp, lane.mul(b as Code, lane.call(helpers.log, a as Code))),
  sqrt: (a) => lane.sqrt(a as Code),
  exp: (a) => lane.call(helpers.exp, a as Code),
  log: (a) => lane.call(helpers.log, a as Code),
  sin: (a) => lane.call(helpers.sin, a as Code),
  abs: (a) => lane.abs(a as Code),
  floor: (a) => lane.floor(a as Code),
  min: (a, b) => lane.least(a as Code, b as Code),
  max: (a, b) => lane.most(a as Code, b as Code),
  lt: (a, b) => truth(lane.lt(a as Code, b as Code)),
  le: (a, b) => truth(lane.le(a as Code, b as Code)),
  eq: (a, b) => truth(lane.eq(a as Code, b as Code)),
  and: (a, b) => truth(lane.and(holds(a as Code), holds(b as Code))),
  or: (a, b) => truth(lane.or(holds(a as Code), holds(b as Code))),
  if: (c, a, b) => lane.select(holds(c as Code), a as Code, b as Code),
};

/**
 * Code that computes the nodes into locals.
 * @param found code of what is there already: symbols, and what is fixed for a path
 * @param open makes a new local of four numbers
 * @returns the code, and how each node is read behind it
 */
export function emitNodes(
  graph: Graph,
  roots: readonly NodeId[],
  found: (id: NodeId) => Code | undefined,
  open: () => number,
): { readonly code: Code; readonly read: (id: NodeId) => Code } {
  const places = new Map<NodeId, Code>();
  const code: Code[] = [];
  const read = (id: NodeId): Code => places.get(id) as Code;
  /** A comparison chooses by its bits, not by the number that is made of them. */
  const chosen = ([condition, yes, no]: readonly NodeId[]): Code => {
    const { kind, inputs } = graph.at(condition as NodeId);
    const bits = Object.hasOwn(comparisons, kind) ? comparisons[kind as keyof typeof comparisons] : undefined;
    const mask = bits ? bits(...(inputs.map(read) as [Code, Code])) : holds(read(condition as NodeId));
    return lane.select(mask, read(yes as NodeId), read(no as NodeId));
  };
  const visit = (id: NodeId): void => {
    if (places.has(id)) return;
    const { kind, inputs, value } = graph.at(id);
    const there = kind === "number" ? lane.all(value as number) : found(id);
    if (there !== undefined) {
      places.set(id, there);
      return;
    }
    if (kind === "number" || kind === "symbol") throw new Error(`nothing says where ${graph.at(id).name} is`);
    for (const input of inputs) visit(input);
    const place = open();
    code.push(lane.local.set(place, kind === "if" ? chosen(inputs) : onLanes[kind](...inputs.map(read))));
    places.set(id, lane.local.get(place));
  };
  for (const root of roots) visit(root);
  return { code, read };
}
