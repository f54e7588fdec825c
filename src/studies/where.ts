/** Conditions of a study: formulas of its options, `batch >= 64 and critic != "joint"`. */
import type { MathNode } from "mathjs";
import { check, InputError, messageOf } from "../basics/errors.js";
import { didYouMean } from "../basics/names.js";
import type { Assignment } from "./expand.js";

/** What a condition may hold: nothing that calls, assigns or reaches beyond the options, for a file may come from anybody. */
const allowed = ["ConstantNode", "SymbolNode", "OperatorNode", "ParenthesisNode", "RelationalNode", "AccessorNode", "IndexNode"];
const words = ["true", "false", "null"];

/**
 * @param names of all options that some cell has, settings as `set.noise`
 * @returns whether a cell keeps the condition @throws InputError for what is no condition
 */
export async function conditionOf(text: string, names: readonly string[], where: string): Promise<(cell: Assignment) => boolean> {
  const { FunctionNode, parse } = await import("mathjs/number");
  const refuse = (why: string): never => {
    throw new InputError(
      `${where}: the condition "${text}" ${why.replace(/(?<![.?])$/, ".")} E.g. batch >= 64 and critic != "joint"`,
    );
  };
  let tree: MathNode;
  try {
    tree = parse(text);
  } catch (error) {
    return refuse(`cannot be read: ${messageOf(error)}`);
  }
  tree.traverse((node) => {
    if (!allowed.includes(node.type)) refuse(`may hold options, numbers, texts, comparisons, and, or, not; "${node}" is none`);
  });
  for (const name of namesIn(tree))
    if (!names.includes(name) && !words.includes(name)) refuse(`names "${name}", which no cell has${didYouMean(name, names)}`);
  // mathjs compares texts as numbers: equality is ours.
  const equalities: Readonly<Record<string, string>> = { equal: "same", unequal: "other" };
  const compiled = tree
    .transform((node) => {
      const { fn, args } = node as unknown as { fn?: unknown; args: MathNode[] };
      const ours = node.type === "OperatorNode" && typeof fn === "string" ? equalities[fn] : undefined;
      return ours === undefined ? node : new FunctionNode(ours, args);
    })
    .compile();
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  return (cell) => {
    const scope = { ...nested(names, cell), same, other: (a: unknown, b: unknown) => !same(a, b) };
    try {
      const value: unknown = compiled.evaluate(scope);
      check(typeof value === "boolean" || typeof value === "number", "it gives neither true nor false");
      return value === true || (typeof value === "number" && value !== 0);
    } catch (error) {
      return refuse(`cannot be told of a cell (${JSON.stringify(cell)}): ${messageOf(error)}`);
    }
  };
}

/** Options as they are written: `set.noise` is one name. */
function namesIn(tree: MathNode): string[] {
  const names: string[] = [];
  tree.traverse((node, _path, parent) => {
    if (node.type === "AccessorNode" && parent?.type !== "AccessorNode") names.push(node.toString());
    if (node.type === "SymbolNode" && parent?.type !== "AccessorNode") names.push((node as unknown as { name: string }).name);
  });
  return names;
}

/** { "set.noise": "rate" } as { set: { noise: "rate" } }; null where a cell does not say it. */
function nested(names: readonly string[], cell: Assignment): Record<string, unknown> {
  const scope: Record<string, unknown> = {};
  for (const name of names) {
    const [first = "", ...rest] = name.split(".");
    const value = cell[name] ?? null;
    if (rest.length === 0) scope[first] = value;
    else scope[first] = { ...(scope[first] as object), [rest.join(".")]: value };
  }
  return scope;
}
