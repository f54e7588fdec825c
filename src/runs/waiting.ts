/** What is left to do in a run: pieces that are not done and need nothing that is not done. */
import type { Simulator } from "../contracts/simulator.js";
import { likelihoodServes } from "../experiment/aim.js";
import { greedyName } from "../records/comparedNames.js";
import { baselines } from "./baselines.js";
import type { DesignJob } from "./job.js";
import { nearbyIn } from "./nearby.js";
import {
  type EvaluationPiece,
  nameOf,
  type Piece,
  type Subject,
  subjectName,
  subjectNames,
  type TrainingPiece,
} from "./piece.js";
import { trainedIn } from "./policy/fromFile.js";
import { evaluationsOf } from "./progress.js";
import { bestOf, roundedOf } from "./result.js";
import type { DesignRunState } from "./state.js";

/** How many pieces could run at the same time. */
export function atOnce(job: DesignJob, { finished, evaluations }: DesignRunState): number {
  const restarts = job.training.restarts - Object.keys(finished).length;
  return Math.max(restarts, evaluationsOf(job) - Object.keys(evaluations).length);
}

/** In the order in which they should begin: restarts, then what the best design is for, then what it is compared with. */
export function waiting(job: DesignJob, state: DesignRunState): Piece[] {
  const { finished, failed, evaluations, leftOut } = state;
  const indices = Array.from({ length: job.training.restarts }, (_, index) => index);
  const left = indices.filter((index) => !(index in finished) && !(index in failed));
  const restarts = left.map((index): Piece => ({ kind: "restart", index }));
  if (left.length === 0 && Object.keys(finished).length === 0) return []; // all have failed
  const evaluation = (of: Subject): EvaluationPiece => ({ kind: "evaluation", of });
  const { training, subjects } = left.length > 0 ? { training: [], subjects: [] } : ofBest(job, state);
  const chosen = subjects.map(evaluation);
  const others = Object.keys(baselines).map((name) => evaluation({ kind: "baseline", name }));
  const unmeasured = job.simulator.passive ? [evaluation({ kind: "unmeasured" })] : [];
  const own = (job.versus ?? []).map(({ name, design }) => evaluation({ kind: "rival", name, design }));
  const rounded = left.length > 0 ? [] : roundedIn(job, state).map(evaluation);
  const greedy = typeof job.adaptive?.greedy === "object" ? [evaluation({ kind: "greedy", name: greedyName })] : [];
  const free: Subject[] = state.free ? [{ kind: "free", design: state.free }] : [];
  const all = [
    ...chosen,
    ...rounded,
    ...free.map(evaluation),
    ...others,
    ...unmeasured,
    ...own,
    ...greedy,
    ...chosen.flatMap((piece) => earlier(job, state, piece)),
    ...chosen.flatMap((piece) => shorter(job, piece)),
  ];
  const open = all.filter((piece) => !(nameOf(piece) in evaluations || subjectName(piece.of) in leftOut));
  return [...restarts, ...training, ...freeTraining(job, state), ...open];
}

/** Once the design's own restarts are under way; a failure of it is a baseline's. */
function freeTraining({ free }: DesignJob, { free: found, leftOut }: DesignRunState): Piece[] {
  return free && !found && !(subjectNames.free in leftOut) ? [{ kind: "free" }] : [];
}

/** What the best static design is for: it is evaluated, and a policy is trained from it. */
function ofBest(
  { simulator, training, adaptive }: DesignJob,
  state: DesignRunState,
): { training: TrainingPiece[]; subjects: Subject[] } {
  const { design } = bestOf(state);
  if (!adaptive) return { training: [], subjects: [{ kind: "optimised", design }, ...apart(simulator, design)] };
  const planned: Subject = { kind: "planned", design };
  const { policy } = state.policy ?? {};
  const before: Subject[] = adaptive.from ? [{ kind: "unrefined", policy: trainedIn(adaptive.from) }] : [];
  if (policy) return { training: [], subjects: [{ kind: "trained", policy }, ...before, planned] };
  return { training: [{ kind: "adaptive", index: training.restarts, start: design }], subjects: [...before, planned] };
}

/** The best static design in a person's digits, where own designs are compared too. */
function roundedIn(job: DesignJob, state: DesignRunState): Subject[] {
  const rounded = roundedOf(job, state);
  return rounded ? [{ kind: "rival", name: rounded.name, design: rounded.design }] : [];
}

/** Where a likelihood tells at once what it costs to space measurements that lie too near. */
function apart(simulator: Simulator, design: readonly number[]): Subject[] {
  const spaced = likelihoodServes(simulator) ? nearbyIn(simulator.designs, design)?.spaced : undefined;
  return spaced ? [{ kind: "spaced", design: spaced }] : [];
}

/** What a policy that serves several horizons is worth in the shorter ones. */
function shorter({ adaptive }: DesignJob, piece: EvaluationPiece): EvaluationPiece[] {
  const { horizons } = adaptive ?? {};
  if (!horizons || piece.of.kind !== "trained") return [];
  return horizons.all.slice(0, -1).map((horizon) => ({ ...piece, horizon }));
}

/** What is worth knowing before the last measurement. Where critics must be trained, they begin from the one after the last. */
function earlier({ adaptive }: DesignJob, { evaluations, fresh }: DesignRunState, piece: EvaluationPiece): EvaluationPiece[] {
  const { prefixes = [] } = adaptive ?? {};
  const last = nameOf(piece);
  if (!(last in evaluations)) return [];
  const warm = fresh[last]?.critic;
  return prefixes.map((_, i) => ({ ...piece, measurements: i + 1, ...(warm ? { warm } : {}) }));
}
