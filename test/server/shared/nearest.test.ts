import { nearest } from "../../../server/shared/nearest.js";

const known = ["annualValue", "title", "startsOn", ...Array.from({ length: 1_500 }, (_, n) => `${n}`.repeat(15))];

test.each<[string, string, string | undefined]>([
  ["a letter left out", "anualValue", "annualValue"],
  ["capitals", "ANNUALVALUE", "annualValue"],
  ["the beginning of a word", "annual", "annualValue"],
  ["letters that changed places", "titel", "title"],
  ["another word", "colour", undefined],
  ["nothing", "", undefined],
  // Comparing it letter by letter with each word would take a minute.
  ["a text far longer than any word", "annualValue".repeat(200_000), undefined],
])("it finds the nearest word to %s", (_title, typed, expected) => {
  expect(nearest(typed, known)).toBe(expected);
});
