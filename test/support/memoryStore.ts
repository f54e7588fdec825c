import type { Checkpoint } from "../../src/contracts/values.js";
import type {
  BeliefsFile,
  DesignResult,
  Drawing,
  Latency,
  LearnedFile,
  Metric,
  PolicyFile,
  PolicyResult,
  Rollouts,
  RunStore,
} from "../../src/records/types.js";

/** Keeps records as a folder does: copies. */
export class MemoryStore implements RunStore {
  metrics: Metric[] = [];
  drawing: Drawing | undefined;
  result: DesignResult | PolicyResult | undefined;
  policy: PolicyFile | undefined;
  rollouts: Rollouts | undefined;
  latency: Latency | undefined;
  beliefs: BeliefsFile | undefined;
  learned: LearnedFile | undefined;
  saves = 0;
  private kept: Checkpoint | undefined;
  appendMetric(metric: Metric): void {
    this.metrics.push(metric);
  }
  saveCheckpoint({ state, arrays }: Checkpoint): void {
    const copies = Object.fromEntries(Object.entries(arrays).map(([name, x]) => [name, x.slice()]));
    this.kept = { state: JSON.parse(JSON.stringify(state)), arrays: copies };
    this.saves++;
  }
  loadCheckpoint(): Checkpoint | undefined {
    return this.kept;
  }
  rewriteMetrics(arrange: (metrics: readonly Metric[]) => readonly Metric[]): void {
    this.metrics = [...arrange(this.metrics)];
  }
  saveDrawing(drawing: Drawing): void {
    this.drawing = drawing;
  }
  saveResult(result: DesignResult | PolicyResult): void {
    this.result = result;
  }
  savePolicy(policy: PolicyFile): void {
    this.policy = policy;
  }
  saveRollouts(rollouts: Rollouts): void {
    this.rollouts = rollouts;
  }
  saveLatency(latency: Latency): void {
    this.latency = latency;
  }
  saveBeliefs(beliefs: BeliefsFile): void {
    this.beliefs = beliefs;
  }
  saveLearned(learned: LearnedFile): void {
    this.learned = learned;
  }
}

export const timelessMetrics = ({ metrics }: MemoryStore) => metrics.map((metric) => ({ ...metric, seconds: 0 }));
