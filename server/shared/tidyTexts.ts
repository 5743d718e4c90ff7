import { tidied } from "./cell.js";

/** An input with every text in it made fit to be kept: no control characters, no spaces around it. Its shape stays. */
export function tidyTexts<Input>(input: Input): Input {
  if (typeof input === "string") return tidied(input).trim() as Input;
  if (Array.isArray(input)) return (input as unknown[]).map(tidyTexts) as Input;
  if (typeof input !== "object" || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]: [string, unknown]) => [name, tidyTexts(value)]),
  ) as Input;
}
