/**
 * Formulas as one graph in which what is the same is computed once, what is fixed for a path before the path begins, and what is a number
 * now. Products are sorted so that what is fixed stands together: beta*S*I/N becomes (beta/N)·S·I, one multiplication a step less.
 */
import { onNumbers } from "./evaluate.js";
import type { Formula, Operation } from "./formula.js";

export type NodeId = number;

/** How long a value holds: for good, for a path, for a step. */
export const levels = { number: 0, path: 1, step: 2 } as const;

export type Level = (typeof levels)[keyof typeof levels];

export interface Node {
  readonly level: Level;
  /** "number", "symbol", or what is done to `inputs`. */
  readonly kind: Operation | "number" | "symbol";
  readonly inputs: readonly NodeId[];
  readonly value?: number;
  readonly name?: string;
}

/** Names that stand for nodes already made. */
export type Scope = Readonly<Record<string, NodeId>>;

const multiplied = 8; // the highest whole power that is written as products

export class Graph {
  readonly nodes: Node[] = [];
  private readonly known = new Map<string, NodeId>();

  number(value: number): NodeId {
    return this.add({ kind: "number", level: levels.number, inputs: [], value });
  }

  symbol(name: string, level: Level): NodeId {
    return this.add({ kind: "symbol", level, inputs: [], name });
  }

  at(id: NodeId): Node {
    return this.nodes[id] as Node;
  }

  read(formula: Formula, scope: Scope): NodeId {
    if (typeof formula === "number") return this.number(formula);
    if (typeof formula === "string") return scope[formula] as NodeId;
    const [operation, ...inputs] = formula;
    if (operation === "mul" || operation === "div") return this.product(formula, scope);
    if (operation === "pow") return this.power(this.read(inputs[0] as Formula, scope), this.read(inputs[1] as Formula, scope));
    return this.apply(operation, ...inputs.map((input) => this.read(input, scope)));
  }

  apply(kind: Operation, ...inputs: NodeId[]): NodeId {
    const known = inputs.map((id) => this.at(id));
    if (known.every(({ level }) => level === levels.number))
      return this.number(onNumbers[kind](...known.map(({ value }) => value as number)));
    return (
      this.simpler(kind, inputs, known) ?? this.add({ kind, inputs, level: Math.max(...known.map((n) => n.level)) as Level })
    );
  }

  /** Signs are moved outwards, where they often meet a sum and vanish; 0 and 1 go. */
  private simpler(kind: Operation, [a, b]: readonly NodeId[], [one, other]: readonly Node[]): NodeId | undefined {
    const [x, y] = [a as NodeId, b as NodeId];
    const inner = (node: Node | undefined): NodeId | undefined => (node?.kind === "neg" ? node.inputs[0] : undefined);
    const [ofX, ofY] = [inner(one), inner(other)];
    if (kind === "neg") return ofX;
    if (kind === "add" || kind === "sub") {
      if (other?.value === 0) return x;
      if (one?.value === 0) return kind === "add" ? y : this.apply("neg", y);
      if (ofY !== undefined) return this.apply(kind === "add" ? "sub" : "add", x, ofY);
      if (ofX !== undefined && kind === "add") return this.apply("sub", y, ofX);
    }
    if (kind === "mul" || kind === "div") {
      if (other?.value === 1) return x;
      if (one?.value === 1 && kind === "mul") return y;
      if (ofX !== undefined) return this.apply("neg", this.apply(kind, ofX, y));
      if (ofY !== undefined) return this.apply("neg", this.apply(kind, x, ofY));
    }
    return undefined;
  }

  private product(formula: Formula, scope: Scope): NodeId {
    const above: NodeId[][] = [[], [], []];
    const below: NodeId[][] = [[], [], []];
    const gather = (part: Formula, [here, there]: readonly [NodeId[][], NodeId[][]]): void => {
      if (typeof part === "object" && (part[0] === "mul" || part[0] === "div")) {
        gather(part[1] as Formula, [here, there]);
        gather(part[2] as Formula, part[0] === "mul" ? [here, there] : [there, here]);
        return;
      }
      const id = this.read(part, scope);
      (here[this.at(id).level] as NodeId[]).push(id);
    };
    gather(formula, [above, below]);
    const one = this.number(1);
    const all = (ids: readonly NodeId[]) => ids.reduce((a, b) => this.apply("mul", a, b), one);
    const fixed = this.apply("div", all(above.slice(0, 2).flat()), all(below.slice(0, 2).flat()));
    const varying = (above[2] as NodeId[]).reduce((a, b) => this.apply("mul", a, b), fixed);
    return this.apply("div", varying, all(below[2] as NodeId[]));
  }

  private power(base: NodeId, exponent: NodeId): NodeId {
    const { value } = this.at(exponent);
    if (value === 0.5) return this.apply("sqrt", base);
    if (value !== undefined && Number.isInteger(value) && Math.abs(value) <= multiplied) {
      const whole = Array.from({ length: Math.abs(value) }, () => base).reduce((a, b) => this.apply("mul", a, b), this.number(1));
      return value < 0 ? this.apply("div", this.number(1), whole) : whole;
    }
    return this.apply("pow", base, exponent);
  }

  private add(node: Node): NodeId {
    const text = JSON.stringify(node);
    const before = this.known.get(text);
    if (before !== undefined) return before;
    this.known.set(text, this.nodes.length);
    return this.nodes.push(node) - 1;
  }

  /** All that the roots need, inputs first. */
  needed(roots: readonly NodeId[]): NodeId[] {
    const wanted = new Set<NodeId>();
    const visit = (id: NodeId): void => {
      if (wanted.has(id)) return;
      for (const input of this.at(id).inputs) visit(input);
      wanted.add(id);
    };
    for (const root of roots) visit(root);
    return [...wanted];
  }

  /** What is fixed for a path and read in its steps: each is computed once a path. */
  fixedFor(roots: readonly NodeId[]): NodeId[] {
    const varying = this.needed(roots).filter((id) => this.at(id).level === levels.step);
    const inputs = varying.flatMap((id) => this.at(id).inputs);
    return [...new Set([...inputs, ...roots])].filter((id) => this.at(id).level === levels.path);
  }

  /** The formula of a node, for evaluation by plain numbers. */
  formulaOf(id: NodeId): Formula {
    const { kind, inputs, value, name } = this.at(id);
    if (kind === "number") return value as number;
    if (kind === "symbol") return name as string;
    return [kind, ...inputs.map((input) => this.formulaOf(input))];
  }
}
