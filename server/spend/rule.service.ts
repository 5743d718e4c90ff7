import { requireOnRow } from "../access/rowForce.repository.js";
import { type AuditAction, recordChanges } from "../audit/index.js";
import { type RequestContext } from "../context.js";
import { namesIn } from "../contracts/named.repository.js";
import { type Database } from "../database/database.js";
import { SYSTEM } from "../database/session.js";
import { type NodeSource } from "../graph/node.js";
import { refreshFigures, SPEND_KPIS } from "../kpis/index.js";
import { LONGEST, tooLong } from "../shared/longTexts.js";
import { shownDate } from "../shared/calendar.js";
import { numberIn } from "../shared/nodeId.js";
import { done, type Outcome, problem, type Problem, refused } from "../shared/problem.js";
import { rulesIn } from "./rule.repository.js";
import { type AddInfluenceableRuleInput, type EndInfluenceableRuleInput } from "./rule.types.js";
import { ruleById } from "./spend.repository.js";
import { type InfluenceableRule } from "./spend.types.js";

export interface RuleChanged {
  readonly rule: InfluenceableRule;
  readonly linesChanged: number;
}

/** The first day of spend that a rule without one applies to, as of those that come with the program. */
const FROM_THE_START = "2000-04-01";

/**
 * Adds a rule and judges the loaded lines by it.
 *
 * Errors: NotAllowed. Refused: an unknown force, a pattern that would fit everything or nothing, no reason, days in the
 *         wrong order, a rule that is there already.
 */
export async function addInfluenceableRule(
  ctx: RequestContext,
  input: AddInfluenceableRuleInput,
): Promise<Outcome<RuleChanged>> {
  const { personId } = ctx.access.require("targets:write");
  const pattern = input.pattern.trim().toLowerCase();
  const reason = input.reason.trim();
  const validFrom = input.validFrom ?? FROM_THE_START;
  const validTo = input.validTo ?? null;
  return ctx.database.transaction(async (transaction) => {
    const force = input.force ?? null;
    const named = await namesIn(transaction, force === null ? [] : [{ kind: "force", name: force, field: ["force"] }]);
    const problems: Problem[] = [...named.problems, ...tooLong({ reason }, LONGEST.WORDS)];
    if (pattern.length < 2 || pattern.length > 100 || pattern.replace(/[^\p{L}\p{N}]/gu, "").length < 2) {
      const message = `"${input.pattern}" would fit too much. Give 2 to 100 characters with at least two letters or digits, such as %business rates%.`;
      problems.push(problem("NOT_A_PATTERN", ["pattern"], message));
    }
    if (/\\$/.test(pattern)) {
      problems.push(
        problem(
          "NOT_A_PATTERN",
          ["pattern"],
          `"${input.pattern}" ends in a character that stands for nothing. Take it out.`,
        ),
      );
    }
    if (reason === "") problems.push(problem("MISSING", ["reason"], "Say why such lines are not influenceable."));
    if (validTo !== null && validTo < validFrom) {
      const message = `The rule ends on ${shownDate(validTo)}, before it begins on ${shownDate(validFrom)}. Correct one of the two days.`;
      problems.push(problem("ENDS_BEFORE_START", ["validTo"], message));
    }
    if (problems.length > 0) return refused(problems);
    const forceId = named.idOf("force", force);
    ctx.access.requireOn("targets:write", forceId, named.shownAs("force", force));
    const { kind, subject } = input;
    const id = await rulesIn(transaction).add({ forceId, kind, subject, pattern, reason, validFrom, validTo });
    if (id === null) {
      const message = `There is a rule for "${pattern}" from ${shownDate(validFrom)} already. Ask for influenceableRules to see it.`;
      return refused([problem("RULE_THERE", ["pattern"], message)]);
    }
    return judged(transaction, {
      personId,
      action: "CREATED",
      id,
      pattern,
      field: "pattern",
      before: null,
      after: pattern,
    });
  });
}

/**
 * Ends a rule and judges the loaded lines without it that were posted later.
 *
 * Errors: NotAllowed. Refused: no such rule, an end before its first day.
 */
export async function endInfluenceableRule(
  ctx: RequestContext,
  input: EndInfluenceableRuleInput,
): Promise<Outcome<RuleChanged>> {
  const { personId } = ctx.access.require("targets:write");
  const number = numberIn("influenceable_rule", input.rule);
  return ctx.database.transaction(async (transaction) => {
    const rules = rulesIn(transaction);
    await requireOnRow(ctx.access, transaction, "targets:write", "influenceable_rule", number);
    const rule = number === null ? null : await rules.lock(number);
    if (!rule) {
      return refused([problem("RULE_GONE", ["rule"], "There is no such rule. Ask for influenceableRules again.")]);
    }
    ctx.access.requireOn("targets:write", rule.forceId, rule.forceCode);
    if (input.validTo < rule.validFrom) {
      const message = `The rule begins on ${shownDate(rule.validFrom)} and cannot end on ${shownDate(input.validTo)}. Give that day or a later one.`;
      return refused([problem("ENDS_BEFORE_START", ["validTo"], message)]);
    }
    await rules.end(rule.id, input.validTo);
    const { pattern, validTo: before, id } = rule;
    return judged(transaction, {
      personId,
      action: "CHANGED",
      id,
      pattern,
      field: "validTo",
      before,
      after: input.validTo,
    });
  });
}

async function judged(
  transaction: Database,
  change: {
    readonly personId: string;
    readonly action: AuditAction;
    readonly id: string;
    readonly pattern: string;
    readonly field: string;
    readonly before: string | null;
    readonly after: string;
  },
): Promise<Outcome<RuleChanged>> {
  const { personId, action, id, pattern } = change;
  // A rule is a setting; whose lines it fits is not the caller's choice, so the system follows it.
  const { lines, quarters } = await transaction.during(SYSTEM, (system) => rulesIn(system).judgeAgain(id));
  const row = { rowId: id, rowReference: pattern, version: null };
  await recordChanges(
    transaction,
    { personId, action, dataset: "SPEND_RULES", reason: null, workbook: null, publishId: null },
    [
      { ...row, field: change.field, oldValue: change.before, newValue: change.after },
      { ...row, field: "linesChanged", oldValue: null, newValue: String(lines) },
    ],
  );
  if (quarters.length > 0) await refreshFigures(transaction, { quarters, kpis: SPEND_KPIS });
  return done({ rule: (await ruleById.read(transaction, [id])).get(id) as InfluenceableRule, linesChanged: lines });
}

/** How `node(id)` finds a rule. */
export const influenceableRuleNode: NodeSource = {
  kind: "influenceable_rule",
  typename: "InfluenceableRule",
  find: (ctx, id) => ctx.loaders.load(ruleById, id),
};
