import {
  functionCells,
  hasReplacedFunctions,
  putFunctionsBack,
  replaceFunctions,
  type FunctionCount,
} from "../workbook/functionValues.js";
import { attention, counted, done, failed, type Outcome } from "./outcome.js";

/** What sending out a copy would replace, and whether an earlier replacement can be taken back. */
export interface CopyState extends FunctionCount {
  readonly canPutBack: boolean;
}

/** Looks through the workbook; changes nothing. Errors: `WorkbookProblem`. */
export async function copyState(): Promise<CopyState> {
  return { ...(await functionCells()), canPutBack: await hasReplacedFunctions() };
}

/** Replaces SEVENFOLD functions by their values, so that the workbook reads the same without the add-in. */
export async function makeReadyToSend(): Promise<Outcome> {
  try {
    const count = await replaceFunctions();
    if (count === 0) return done("No cell uses a SEVENFOLD function: the workbook can be sent as it is.");
    return done(
      `Replaced ${counted(count, "formula")} by its value. Save a copy under another name and send that; then choose Put functions back here.`,
    );
  } catch (error) {
    return failed(error);
  }
}

/** Puts the formulas back that `makeReadyToSend` replaced. */
export async function putBackFunctions(): Promise<Outcome> {
  try {
    const { restored, kept } = await putFunctionsBack();
    const text = `Put ${counted(restored, "formula")} back.`;
    return kept === 0
      ? done(text)
      : attention(`${text} ${counted(kept, "cell")} changed or moved meanwhile and kept its value.`);
  } catch (error) {
    return failed(error);
  }
}
