/** What papers say of their curves, as questions to ours. */
import { counted, significant } from "../../basics/text.js";
import type { Answer, AnsweredClaim, Claim, ComparedRow } from "./types.js";

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
        const [a, b] = [one?.ours[i]?.value, other?.ours[i]?.value];
        if (a === undefined || b === undefined || !(typeof column !== "number" || at(column))) return [];
        return [{ yes: holds(a, b), words: `${column}: ${significant(a, 3)} and ${significant(b, 3)}` }];
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
      const value = rowOf(rows, label)?.ours[i]?.value;
      const known = typeof truth === "number" ? truth : truth[i];
      if (value === undefined || known === undefined) return [];
      return [{ yes: Math.abs(value - known) <= within, words: `${column}: ${significant(value, 3)}` }];
    });
    return answerOf(found, `${label} is within ${within} of ${typeof truth === "number" ? significant(truth, 4) : "the truth"}`);
  },
});

const rowOf = (rows: readonly ComparedRow[], label: string): ComparedRow | undefined => rows.find((row) => row.label === label);

function answerOf(found: readonly { readonly yes: boolean; readonly words: string }[], what: string): Answer | undefined {
  if (found.length === 0) return undefined;
  const count = found.filter(({ yes }) => yes).length;
  const columns = found.length === 1 ? "in the one column" : `in ${count} of ${counted(found.length, "column")}`;
  return { yes: count === found.length, why: `${what} ${columns} (${found.map(({ words }) => words).join("; ")})` };
}

export const answerWords = ({ says, answer }: AnsweredClaim): string =>
  answer ? `The paper: ${says}. Here: ${answer.yes ? "yes" : "no"}; ${answer.why}.` : `The paper: ${says}. Here: not run.`;
