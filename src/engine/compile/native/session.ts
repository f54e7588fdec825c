/** A graph in the running native TensorFlow, by way of a SavedModel: the only form in which tfjs-node takes one. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { Graph, Reference } from "./graph.js";

/**
 * What is used of tfjs-node 4.22's backend. `tf.node.loadSavedModel` does the same by a promise, which a step that is compiled
 * in the middle of other code cannot wait for, and parses the whole graph once more for signatures, which are not needed here.
 */
interface SavedModels {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    id: number,
    inputs: readonly tf.Tensor[],
    infos: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): tf.Tensor[];
  deleteSavedModel(id: number): void;
}

/** Values for placeholders, in the same order. */
export interface Feeds {
  readonly placeholders: readonly Reference[];
  readonly tensors: readonly tf.Tensor[];
}

const nothing: Feeds = { placeholders: [], tensors: [] };

export class Session {
  private readonly backend = tf.findBackend("tensorflow") as unknown as SavedModels; // whose type is not public
  private readonly id: number;

  /** @throws Error from TensorFlow when it does not accept the graph */
  constructor(graph: Graph) {
    const folder = mkdtempSync(join(tmpdir(), "floe-step-"));
    try {
      writeFileSync(join(folder, "saved_model.pb"), graph.savedModel());
      this.id = this.backend.loadSavedModelMetaGraph(folder, "serve");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** One run. @returns the values of float32 nodes, row-major, copies. @throws Error from TensorFlow */
  run(fetches: readonly Reference[], { placeholders, tensors }: Feeds = nothing): Float32Array[] {
    const infos = placeholders.map((name) => ({ name: `${name}:0` }));
    const names = fetches.map((name) => `${name}:0`);
    return this.backend.runSavedModel(this.id, tensors, infos, names).map((tensor) => {
      const values = tensor.dataSync() as Float32Array;
      tensor.dispose();
      return values;
    });
  }

  dispose(): void {
    this.backend.deleteSavedModel(this.id);
  }
}
