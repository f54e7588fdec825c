/** A TensorFlow graph under construction, and its file format (graph.proto, attr_value.proto, tensor.proto, saved_model.proto). */
import type { DType } from "../../program/program.js";
import { Message } from "./protobuf.js";

export type TensorData = Float32Array | Int32Array | Uint8Array;

export type Attribute =
  | { readonly type: DType }
  | { readonly integer: number }
  | { readonly float: number }
  | { readonly boolean: boolean }
  | { readonly text: string }
  | { readonly shape: readonly number[] }
  | { readonly tensor: { readonly data: TensorData; readonly shape: readonly number[]; readonly dtype: DType } };

export type Attributes = Readonly<Record<string, Attribute>>;

interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

/** A node's first result by the node's name, another by "name:1", and "^name" to run a node before another one. */
export type Reference = string;

/** Numbers of DataType in types.proto. */
const typeNumbers: Readonly<Record<DType, number>> = { float32: 1, int32: 3, bool: 10 };

/** Version of the graph format: that of TensorFlow 2.9, which tfjs-node 4.22 brings. */
const producer = 1087;

export class Graph {
  private readonly nodes = new Map<string, Node>();

  /** @returns the new node's name. It is short: the addon copies all names at every run. */
  add(op: string, inputs: readonly Reference[], attributes: Attributes = {}): Reference {
    const name = `n${this.nodes.size}`;
    this.nodes.set(name, { name, op, inputs, attributes });
    return name;
  }

  /** The operation behind a reference to a node's first result. */
  opOf(reference: Reference): string | undefined {
    return this.nodes.get(reference)?.op;
  }

  placeholder(shape: readonly number[], dtype: DType): Reference {
    return this.add("Placeholder", [], { dtype: { type: dtype }, shape: { shape } });
  }

  /** @param after nodes that run before whoever reads this */
  constant(data: TensorData, shape: readonly number[], dtype: DType, after: readonly Reference[] = []): Reference {
    const before = after.map((name) => `^${name}`);
    return this.add("Const", before, { dtype: { type: dtype }, value: { tensor: { data, shape, dtype } } });
  }

  scalar(value: number, dtype: DType = "float32"): Reference {
    const data = dtype === "int32" ? Int32Array.of(value) : dtype === "bool" ? Uint8Array.of(value) : Float32Array.of(value);
    return this.constant(data, [], dtype);
  }

  /** A vector of int32: axes, shapes and the like. */
  integers(values: readonly number[]): Reference {
    return this.constant(Int32Array.from(values), [values.length], "int32");
  }

  /** Bytes of `saved_model.pb`: this graph under the tag "serve". */
  savedModel(): Uint8Array {
    const graph = new Message();
    for (const node of this.nodes.values()) graph.bytes(1, nodeMessage(node));
    graph.bytes(4, new Message().integer(1, producer));
    const about = new Message().bytes(4, "serve");
    return new Message().integer(1, 1).bytes(2, new Message().bytes(1, about).bytes(2, graph)).encoded();
  }
}

function nodeMessage({ name, op, inputs, attributes }: Node): Message {
  const message = new Message().bytes(1, name).bytes(2, op);
  for (const input of inputs) message.bytes(3, input);
  for (const [key, attribute] of Object.entries(attributes)) message.entry(5, key, attributeMessage(attribute));
  return message;
}

function attributeMessage(attribute: Attribute): Message {
  const message = new Message();
  if ("text" in attribute) return message.bytes(2, attribute.text);
  if ("integer" in attribute) return message.integer(3, attribute.integer);
  if ("float" in attribute) return message.float(4, attribute.float);
  if ("boolean" in attribute) return message.integer(5, Number(attribute.boolean));
  if ("type" in attribute) return message.integer(6, typeNumbers[attribute.type]);
  if ("shape" in attribute) return message.bytes(7, shapeMessage(attribute.shape));
  const { data, shape, dtype } = attribute.tensor;
  const content = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message.bytes(8, new Message().integer(1, typeNumbers[dtype]).bytes(2, shapeMessage(shape)).bytes(4, content));
}

function shapeMessage(shape: readonly number[]): Message {
  const message = new Message();
  for (const size of shape) message.bytes(2, new Message().integer(1, size));
  return message;
}
