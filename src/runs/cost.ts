/** What designs cost: as the simulator says it, or by an expression that a user types. */
import { short } from "../basics/digits.js";
import { check, InputError, messageOf } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import type { Cost, Simulator } from "../contracts/simulator.js";
import type { DesignSpace } from "../contracts/space.js";
import { fixedKey, fold } from "../numbers/keys.js";
import type { DesignOptions } from "../options/check.js";

export type CostOptions = Pick<DesignOptions, "cost" | "costUnit">;

/** What an expression may call, and nothing else: a run folder may come from anybody. */
const functions: Readonly<Record<string, (...given: (number | readonly number[])[]) => number | number[]>> = {
  sum: (...given) => total(given.flat()),
  max: (...given) => Math.max(...given.flat()),
  min: (...given) => Math.min(...given.flat()),
  mean: (...given) => total(given.flat()) / given.flat().length,
  abs: each(Math.abs),
  sqrt: each(Math.sqrt),
  exp: each(Math.exp),
  log: each(Math.log),
  ceil: each(Math.ceil),
  floor: each(Math.floor),
  round: each(Math.round),
};
const names = Object.keys(functions);
const nodes = ["ConstantNode", "SymbolNode", "OperatorNode", "ParenthesisNode", "FunctionNode", "ConditionalNode"];

/** undefined where nobody says what designs cost. @throws InputError for an expression that is none, or gives no positive number */
export async function costOf(
  { name, designs, cost: declared }: Simulator,
  { cost, costUnit }: CostOptions,
): Promise<Cost | undefined> {
  if (cost === undefined) {
    check(costUnit === undefined, `--cost-unit ${costUnit} is of a cost: add --cost, e.g. --cost "10 + 2*n"`);
    return declared && checked(declared, designs, `the cost of simulator "${name}"`);
  }
  return checked({ unit: costUnit ?? "", of: await expression(cost, designs) }, designs, "--cost");
}

async function expression(text: string, { names: coordinates, dim, grouped }: DesignSpace): Promise<Cost["of"]> {
  const { parse } = await import("mathjs/number"); // which only those wait for who ask
  const counts = grouped ? { groups: grouped.groups, subjects: grouped.subjects } : {};
  const known = [...coordinates, "n", "design", ...Object.keys(counts)];
  const example = `e.g. --cost "10 + 2*n" or --cost "max(design)"`;
  const refuse = (why: string): never => {
    throw new InputError(
      `--cost "${text}": ${why}. It is a formula of n (how many numbers the design has), of ${listed(coordinates)}${grouped ? ", of groups and subjects" : ""}, or of all as design, ${example}`,
    );
  };
  const tree = (() => {
    try {
      return parse(text);
    } catch (error) {
      return refuse(messageOf(error));
    }
  })();
  tree.traverse((node) => {
    if (!nodes.includes(node.type))
      refuse(`it may hold numbers, names, operators and ${names.join(", ")}, and holds "${node.toString()}"`);
    const { name } = node as { name?: unknown };
    if (node.type === "SymbolNode" && typeof name === "string" && ![...known, ...names].includes(name))
      refuse(`there is no "${name}"${didYouMean(name, [...known, ...names])}`);
  });
  const compiled = tree.compile();
  return (design) => {
    const scope = {
      ...Object.fromEntries(coordinates.map((name, i) => [name, design[i] as number])),
      n: dim,
      ...counts,
      design: [...design],
      ...functions,
    };
    try {
      return Number(compiled.evaluate(scope));
    } catch (error) {
      return refuse(messageOf(error));
    }
  };
}

const total = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);

/** Of a number, or of every number of a list. */
function each(of: (x: number) => number) {
  return (x: number | readonly number[] = Number.NaN): number | number[] => (typeof x === "number" ? of(x) : x.map(of));
}

const listed = (names: readonly string[]): string => (names.length > 3 ? `${names[0]}, .., ${names.at(-1)}` : names.join(", "));

/** Designs that a cost is tried on. */
const tried = 20;

function checked(cost: Cost, space: DesignSpace, what: string): Cost {
  for (const design of [space.equallySpaced(), ...someDesigns(space, tried)]) {
    const found = cost.of(design);
    check(
      isCost(found),
      `${what} must be a positive number for every design, and is ${typeof found === "number" ? short(found) : String(found)} at (${design.map((x) => short(x)).join(", ")})`,
    );
  }
  return cost;
}

/** Designs at the very ends may have none: a logarithm of 0. */
export const isCost = (found: unknown): boolean => typeof found === "number" && Number.isFinite(found) && found > 0;

const someDesigns = (space: DesignSpace, n: number): number[][] =>
  Array.from({ length: n }, (_, i) => space.random(fold(fixedKey("cost"), i)));

/** Random designs whose costs are averaged. */
const averaged = 400;

/** Of one design, or on average over random ones. */
export function costAt(cost: Cost, space: DesignSpace, design: readonly number[] | null): number {
  if (design) return cost.of(design);
  const all = someDesigns(space, averaged).map((one) => cost.of(one));
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}
