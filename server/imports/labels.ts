import { nearest } from "../shared/nearest.js";
import { type Cell, isBlank, shown } from "../shared/cell.js";
import { type Reading } from "../shared/ukReading.js";

/** Words that registers use for a fixed list of values, by the value they stand for. */
export type Labels = Readonly<Record<string, readonly string[]>>;

export const routeLabels: Labels = {
  OPEN: ["open", "open procedure", "open tender", "open procedure (above threshold)", "full tender"],
  COMPETITIVE_FLEXIBLE: [
    "competitive flexible",
    "competitive flexible procedure",
    "restricted procedure",
    "restricted procedure (above threshold)",
    "accelerated restricted procedure",
    "competitive dialogue",
    "competitive dialogue (above threshold)",
    "competitive procedure with negotiation",
    "competitive procedure with negotiation (above threshold)",
  ],
  BELOW_THRESHOLD_OPEN: ["below threshold open", "open procedure (below threshold)", "below threshold tender"],
  FRAMEWORK_DIRECT: ["framework direct", "framework direct award", "direct call-off", "direct award from a framework"],
  FRAMEWORK_MINI_COMPETITION: [
    "framework mini competition",
    "framework mini-competition",
    "mini competition",
    "mini-competition",
    "further competition",
  ],
  DYNAMIC_MARKET: [
    "dynamic market",
    "dynamic purchasing system",
    "dps",
    "call-off from a dynamic purchasing system",
    "call-off from a dynamic market",
  ],
  DIRECT_AWARD: [
    "direct award",
    "negotiated procedure without prior publication",
    "negotiated procedure without prior publication (above threshold)",
    "negotiated without a call for competition",
    "award of contract without prior publication of a contract notice",
  ],
  QUOTES: [
    "quotes",
    "quotation",
    "quotations",
    "request for quotation",
    "rfq",
    "invitation to quote",
    "competitive quotation",
    "competitive quotation (below threshold)",
  ],
  SINGLE_TENDER_ACTION: [
    "single tender action",
    "single tender action (below threshold)",
    "single tender",
    "single source",
    "sta",
    "waiver",
  ],
  VARIATION: ["variation", "contract variation"],
};

export const collaborationLabels: Labels = {
  LOCAL: ["local", "local force", "single force"],
  SUB_REGIONAL: ["sub-regional", "sub regional", "bilateral", "two forces"],
  SEVEN_FORCE: ["seven force", "seven forces", "7f", "7 force", "whole collaboration"],
  REGIONAL: ["regional", "region"],
  NATIONAL_POLICE: ["national police", "national (police)", "bluelight commercial"],
  NATIONAL_FRAMEWORK: ["national framework", "ccs framework", "national"],
  CROSS_SECTOR: ["cross-sector", "cross sector", "blue light", "emergency services"],
};

/**
 * The value that a label stands for. Labels that name none of the values, or could be two ("Call-off from a framework
 * agreement" may be direct or by mini-competition), leave the field as it is, with a notice that says so.
 */
export function readLabel(cell: Cell, labels: Labels): Reading<string> {
  if (isBlank(cell)) return { kind: "BLANK" };
  const text = shown(cell)
    .replace(/\s+/g, " ")
    .replace(/^other:? ?/i, "")
    .trim();
  if (/^(not applicable|not specified|n\/?a|none|unknown|tbc|)$/i.test(text)) return { kind: "BLANK" };
  const lowered = text.toLowerCase();
  const named = Object.entries(labels).find(
    ([value, words]) => words.includes(lowered) || value.toLowerCase() === lowered.replace(/[ -]/g, "_"),
  );
  if (named) return { kind: "VALUE", value: named[0] };
  const near = nearest(text, Object.values(labels).flat());
  return {
    kind: "BLANK",
    notice: {
      code: "LABEL_NOT_KNOWN",
      reason: `The words name none of ${Object.keys(labels).join(", ")} for certain, so the field stays as it is.`,
      ...(near === undefined ? {} : { suggestion: near }),
    },
  };
}
