/** What papers say of their curves, as questions to ours. */
import { capitalised, counted, significant } from "../../basics/text.js";
import { type Html, html } from "../../report/page/html.js";
import type { Answer, AnsweredClaim, Claim, ComparedRow } from "./types.js";

/** Standard errors of a difference, below which it answers nothing. */
const toldApart = 2;

/** Both in one column. */
type Holds = (a: number, b: number) => boolean;

interface Asked {
  /** Labels of rows: the first is compared with the second. */
  readonly of: string;
  readonly than: string;
  /** Only these columns. */
  readonly at?: (column: number) => boolean;
}

const compared =
  (holds: Holds, word: string) =>
  (says: string, { of, than, at = () => true }: Asked): Claim => ({
    says,
    holds(rows, columns) {
      const [one, other] = [of, than].map((label) => rowOf(rows, label));
      const pairs = columns.flatMap((column, i) => {
        const [a, b] = [one?.ours[i], other?.ours[i]];
        if (!a || !b || !(typeof column !== "number" || at(column))) return [];
        const apart = Math.abs(a.value - b.value) > toldApart * Math.hypot(a.se ?? 0, b.se ?? 0);
        const words = `${column}: ${significant(a.value, 3)} and ${significant(b.value, 3)}${apart ? "" : ", not told apart"}`;
        return [{ holds: apart ? holds(a.value, b.value) : undefined, words }];
      });
      return answerOf(pairs, `${of} is ${word} ${than}`);
    },
  });

/** The first row is below, or above, the second in all columns. */
export const lower = compared((a, b) => a < b, "below");
export const higher = compared((a, b) => a > b, "above");

/** The row keeps within so much of a number, another in each column where it is a list. */
export const near = (says: string, label: string, truth: number | readonly number[], within: number): Claim => ({
  says,
  holds(rows, columns) {
    const found = columns.flatMap((column, i) => {
      const own = rowOf(rows, label)?.ours[i];
      const known = typeof truth === "number" ? truth : truth[i];
      if (!own || known === undefined) return [];
      const off = Math.abs(own.value - known);
      const apart = Math.abs(off - within) > toldApart * (own.se ?? 0);
      const words = `${column}: ${significant(own.value, 3)}${apart ? "" : ", not told apart"}`;
      return [{ holds: apart ? off <= within : undefined, words }];
    });
    return answerOf(found, `${label} is within ${within} of ${typeof truth === "number" ? significant(truth, 4) : "the truth"}`);
  },
});

/** One column: undefined where its errors leave it open. */
interface Found {
  readonly holds: boolean | undefined;
  readonly words: string;
}

const rowOf = (rows: readonly ComparedRow[], label: string): ComparedRow | undefined => rows.find((row) => row.label === label);

/** A yes holds in all columns, and one that contradicts makes a no; what the errors leave open is neither. */
function answerOf(found: readonly Found[], what: string): Answer | undefined {
  if (found.length === 0) return undefined;
  const count = found.filter(({ holds }) => holds).length;
  const contradicted = found.some(({ holds }) => holds === false);
  return {
    holds: count === found.length ? "yes" : contradicted ? "no" : "not told apart",
    why: `${what} in ${count} of ${counted(found.length, "column")} (${found.map(({ words }) => words).join("; ")})`,
  };
}

/** "yes: FLO is sharp (flo is within ..)", for a terminal. */
export const answerWords = ({ says, answer }: AnsweredClaim): string =>
  answer ? `${answer.holds}: ${says} (${answer.why})` : `not run: ${says}`;

/** One below the other, the answer first. */
export function claimsList(claims: readonly AnsweredClaim[]): Html | undefined {
  if (claims.length === 0) return undefined;
  const word = ({ answer }: AnsweredClaim) => capitalised(answer?.holds ?? "not run");
  return html`<ul>${claims.map((claim) => html`<li><strong>${word(claim)}</strong>: ${claim.says}.${claim.answer && html` <span class="quiet">Here ${claim.answer.why}.</span>`}</li>`)}</ul>`;
}
