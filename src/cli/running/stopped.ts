/** What ended a run early, in words. */
import { InputError, InterruptedError, StrayError } from "../../basics/errors.js";
import { isFileError } from "../../basics/files.js";

/** What ended a run early, with the line that goes on: Ctrl-C, a disk that refused a record, code of the user's beside the work. */
export function stopped(error: unknown, resume: string): unknown {
  if (error instanceof InterruptedError)
    return new InterruptedError(`interrupted; everything so far is saved. Go on with:\n  ${resume}`);
  if (!(error instanceof StrayError || (error instanceof InputError && isFileError(error.cause)))) return error;
  return new InputError(`${error.message}. Then go on with: ${resume}`, { cause: error });
}
