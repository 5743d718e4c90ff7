/** What came of an act, in words for the person who started it. */
export interface Outcome {
  readonly kind: "DONE" | "ATTENTION" | "FAILED";
  readonly text: string;
}

export const done = (text: string): Outcome => ({ kind: "DONE", text });
export const attention = (text: string): Outcome => ({ kind: "ATTENTION", text });

/** A failure in words. Problems of the workbook and of the server say what to do; anything else is a fault of ours. */
export function failed(error: unknown): Outcome {
  if (error instanceof Error && (error.name === "ApiProblem" || error.name === "WorkbookProblem")) {
    return { kind: "FAILED", text: error.message };
  }
  const detail = error instanceof Error ? error.message : String(error);
  return {
    kind: "FAILED",
    text: `Something went wrong in Sevenfold: ${detail} Close and open the pane, then try again.`,
  };
}

/** "1 row", "2 rows", "1,240 rows". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? one : many}`;
}

/** What came of several acts as one outcome: all that was said, and the worst of how it went. Null: there was none. */
export function together(outcomes: readonly (Outcome | null)[]): Outcome | null {
  const all = outcomes.filter((outcome) => outcome !== null);
  if (all.length === 0) return null;
  const worst = (["FAILED", "ATTENTION"] as const).find((kind) => all.some((outcome) => outcome.kind === kind));
  return { kind: worst ?? "DONE", text: all.map((outcome) => outcome.text).join(" ") };
}
