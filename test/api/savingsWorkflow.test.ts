import { aContract, aForce, aSaving } from "../support/builders.js";
import { aContext } from "../support/context.js";
import { aDatabase, type TestDatabase } from "../support/database.js";
import { ask } from "../support/graph.js";
import { syncDefinitions } from "../../server/kpis/index.js";
import { savingChecks } from "../../server/savings/savingChecks.repository.js";

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly field: readonly string[];
}
interface Answered {
  readonly saving: { readonly id: string; readonly version: number; readonly stage: string } | null;
  readonly userErrors: readonly Refusal[];
}

/** Who does what: the proposer, three who sign, and one of another force. */
const people = {
  proposer: { subject: "proposer", displayName: "Category manager", role: "HEAD_OF_PROCUREMENT" },
  budgetHolder: { subject: "holder", displayName: "Budget holder, Kent", role: "FINANCE_APPROVER", forceCode: "KENT" },
  finance: { subject: "finance", displayName: "Finance, Kent", role: "FINANCE_APPROVER", forceCode: "KENT" },
  head: { subject: "head", displayName: "Head of procurement", role: "HEAD_OF_PROCUREMENT" },
  essex: { subject: "essex", displayName: "Finance, Essex", role: "FINANCE_APPROVER", forceCode: "ESSEX" },
} as const;
type Who = keyof typeof people;

describe("a saving's way from idea to realised", () => {
  let database: TestDatabase;
  let number = 0;

  beforeAll(async () => {
    database = await aDatabase();
    await aForce(database, { code: "KENT" });
    await aForce(database, { code: "ESSEX" });
    await aForce(database, { code: "OLD", valid_to: "2026-03-31" });
    await aContract(database, { reference: "C-1" });
    await syncDefinitions((await aContext(database)).database);
  });
  afterAll(() => database.close());
  afterEach(async () => {
    expect(await savingChecks((await aContext(database)).database)).toEqual([]);
  });

  const act = async (mutation: string, input: Record<string, unknown>, who: Who = "proposer"): Promise<Answered> => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const answer = await ask<Record<string, Answered>>(
      await aContext(database, people[who]),
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { saving { id version stage } userErrors { code message field } } }`,
      { input },
    );
    return answer[mutation] as Answered;
  };
  const codes = ({ userErrors }: Answered) => userErrors.map(({ code }) => code);
  const read = async <Fields>(id: string, fields: string): Promise<Fields> =>
    (
      await ask<{ saving: Fields }>(await aContext(database), `query ($id: ID) { saving(id: $id) { ${fields} } }`, {
        id,
      })
    ).saving;
  const current = async (id: string) => ({
    saving: id,
    version: (await read<{ version: number }>(id, "version")).version,
  });

  const proposal = (changes: Record<string, unknown> = {}) => ({
    reference: `P-${(number += 1)}`,
    title: "Tyres bought together",
    contract: "c-1",
    leadForce: "kent",
    savingClass: "CASHABLE",
    baselineValue: "620000.00",
    newValue: "500000.00",
    startsOn: "2026-10-01",
    endsOn: "2029-09-30",
    shares: [
      { force: "KENT", sharePercent: "50.00" },
      { force: "ESSEX", sharePercent: "50" },
    ],
    ...changes,
  });
  const propose = async (changes: Record<string, unknown> = {}): Promise<string> => {
    const answer = await act("proposeSaving", proposal(changes));
    expect(answer.userErrors).toEqual([]);
    return answer.saving!.id;
  };
  const evidence = async (id: string, ...kinds: string[]) => {
    for (const kind of kinds) {
      const answer = await act("addSavingEvidence", {
        saving: id,
        kind,
        title: "A document",
        link: "https://files.example/1",
      });
      expect(answer.userErrors).toEqual([]);
    }
  };
  const move = async (id: string, stage: string, reason?: string) =>
    act("moveSavingStage", { ...(await current(id)), stage, reason });
  const sign = async (id: string, who: Who, role: string, more: Record<string, unknown> = {}) =>
    act("signOffSaving", { ...(await current(id)), role, decision: "APPROVED", ...more }, who);
  const secured = async (changes: Record<string, unknown> = {}): Promise<string> => {
    const id = await propose(changes);
    await evidence(id, "SIGNED_CONTRACT", "BID_COMPARISON");
    expect((await move(id, "SECURED")).userErrors).toEqual([]);
    return id;
  };
  const validated = async (changes: Record<string, unknown> = {}): Promise<string> => {
    const id = await secured(changes);
    for (const answer of [
      await sign(id, "budgetHolder", "BUDGET_HOLDER"),
      await sign(id, "finance", "FORCE_FINANCE", { budgetCode: "KE4410" }),
      await sign(id, "head", "HEAD_OF_PROCUREMENT"),
      await move(id, "VALIDATED"),
    ]) {
      expect(answer.userErrors).toEqual([]);
    }
    return id;
  };
  const savingsFigures = async () =>
    (
      await database.sql(
        `select distinct f.code, value::text as value from kpi_figures k join forces f on f.id = k.force_id
         where kpi_code = 'SAVINGS' and financial_year = 2026 and quarter = 3 and f.code in ('KENT', 'ESSEX') order by 1`,
      )
    ).map(({ code, value }) => `${code as string} ${value as string}`);

  test("goes through every gate, and counts in the figures from VALIDATED on", async () => {
    const id = await propose();
    expect(codes(await move(id, "SECURED"))).toEqual(["SIGNED_CONTRACT_MISSING", "BID_COMPARISON_MISSING"]);
    await evidence(id, "SIGNED_CONTRACT", "BID_COMPARISON");
    expect(codes(await move(id, "SECURED"))).toEqual([]);
    const refused = await move(id, "VALIDATED");
    expect(codes(refused)).toEqual([
      "BUDGET_HOLDER_MISSING",
      "FORCE_FINANCE_MISSING",
      "HEAD_OF_PROCUREMENT_MISSING",
      "BUDGET_CODE_MISSING",
    ]);
    expect(refused.userErrors[0]?.message).toBe(
      "VALIDATED needs the approval of the lead force's budget holder. Ask them to sign off as BUDGET_HOLDER (signOffSaving), then move the saving again.",
    );
    expect(codes(await sign(id, "budgetHolder", "BUDGET_HOLDER"))).toEqual([]);
    expect(codes(await sign(id, "finance", "FORCE_FINANCE", { budgetCode: "KE4410" }))).toEqual([]);
    expect(codes(await sign(id, "head", "HEAD_OF_PROCUREMENT"))).toEqual([]);
    const before = await savingsFigures();
    expect(codes(await move(id, "VALIDATED"))).toEqual([]);
    expect(await savingsFigures()).not.toEqual(before);
    expect(await savingsFigures()).toEqual(["ESSEX 15000.0000", "KENT 15000.0000"]);
    expect(codes(await move(id, "DELIVERING"))).toEqual([]);
    expect(codes(await move(id, "REALISED"))).toEqual(["INVOICES_MISSING"]);
    await evidence(id, "BUDGET_MOVEMENT");
    expect(codes(await move(id, "REALISED"))).toEqual([]);
    expect(codes(await move(id, "CLOSED"))).toEqual([]);
    expect(
      await read(
        id,
        `stage budgetCode proposedBy signOffState signOffs { role person decision budgetCode supersededAt }
         evidence { kind title link addedBy } nextMissing: obstacles(stage: IDEA) { code }
         inYear(financialYear: "2026/27") fullYearEffect carryOver lifeSaving`,
      ),
    ).toEqual({
      stage: "CLOSED",
      budgetCode: "KE4410",
      proposedBy: "Category manager",
      signOffState: "COMPLETE",
      signOffs: [
        {
          role: "BUDGET_HOLDER",
          person: "Budget holder, Kent",
          decision: "APPROVED",
          budgetCode: null,
          supersededAt: null,
        },
        {
          role: "FORCE_FINANCE",
          person: "Finance, Kent",
          decision: "APPROVED",
          budgetCode: "KE4410",
          supersededAt: null,
        },
        {
          role: "HEAD_OF_PROCUREMENT",
          person: "Head of procurement",
          decision: "APPROVED",
          budgetCode: null,
          supersededAt: null,
        },
      ],
      evidence: ["SIGNED_CONTRACT", "BID_COMPARISON", "BUDGET_MOVEMENT"].map((kind) => ({
        kind,
        title: "A document",
        link: "https://files.example/1",
        addedBy: "Category manager",
      })),
      nextMissing: [{ code: "NO_SUCH_MOVE" }],
      inYear: "60000.00",
      fullYearEffect: "120000.00",
      carryOver: "60000.00",
      lifeSaving: "360000.00",
    });
    const withdrawn = await ask<{ withdrawSaving: { withdrawn: string | null; userErrors: Refusal[] } }>(
      await aContext(database, people.proposer),
      `mutation ($input: WithdrawSavingInput!) { withdrawSaving(input: $input) { withdrawn userErrors { code } } }`,
      { input: { ...(await current(id)), reason: "Recorded twice" } },
    );
    expect(withdrawn.withdrawSaving).toEqual({ withdrawn: null, userErrors: [{ code: "COUNTS_AS_A_SAVING" }] });
    await move(id, "PIPELINE", "Recorded twice");
    expect(await savingsFigures()).toEqual(["ESSEX 0.0000", "KENT 0.0000"]);
    const trail = await database.sql(
      `select field, old_value, new_value, reason, person_id is not null as person, version from audit_entries
       where dataset = 'SAVINGS' and row_id = $1 and field in ('stage', 'evidence', 'signOffs', 'budgetCode') order by id`,
      [id.replace("saving_", "")],
    );
    expect(trail.map(({ field, old_value, new_value }) => [field, old_value, new_value])).toEqual([
      ["stage", null, "PIPELINE"],
      ["evidence", null, "SIGNED_CONTRACT: A document (https://files.example/1)"],
      ["evidence", null, "BID_COMPARISON: A document (https://files.example/1)"],
      ["stage", "PIPELINE", "SECURED"],
      ["signOffs", null, "BUDGET_HOLDER APPROVED"],
      ["budgetCode", null, "KE4410"],
      ["signOffs", null, "FORCE_FINANCE APPROVED"],
      ["signOffs", null, "HEAD_OF_PROCUREMENT APPROVED"],
      ["stage", "SECURED", "VALIDATED"],
      ["stage", "VALIDATED", "DELIVERING"],
      ["evidence", null, "BUDGET_MOVEMENT: A document (https://files.example/1)"],
      ["stage", "DELIVERING", "REALISED"],
      ["stage", "REALISED", "CLOSED"],
      ["stage", "CLOSED", "PIPELINE"],
    ]);
    expect(trail.every(({ person }) => person)).toBe(true);
    expect(trail.at(-1)?.reason).toBe("Recorded twice");
  });

  test("goes off the register with a reason, and leaves its reference free", async () => {
    const id = await propose({ reference: "GONE-1" });
    const withdraw = (reason: string, version: number) =>
      aContext(database, people.proposer).then((ctx) =>
        ask(
          ctx,
          `mutation ($input: WithdrawSavingInput!) { withdrawSaving(input: $input) { withdrawn userErrors { code } } }`,
          {
            input: { saving: id, version, reason },
          },
        ),
      );
    expect(await withdraw(" ", 1)).toEqual({ withdrawSaving: { withdrawn: null, userErrors: [{ code: "REQUIRED" }] } });
    expect(await withdraw("Recorded twice", 1)).toEqual({ withdrawSaving: { withdrawn: "GONE-1", userErrors: [] } });
    expect(codes(await act("proposeSaving", proposal({ reference: "gone-1" })))).toEqual([]);
    expect(await withdraw("Again", 1)).toEqual({
      withdrawSaving: { withdrawn: null, userErrors: [{ code: "UNKNOWN_SAVING" }] },
    });
  });

  describe("bad input", () => {
    test("shares of 99.9 are refused: who gets the rest is not known", async () => {
      const shares = [
        { force: "KENT", sharePercent: "66.60" },
        { force: "ESSEX", sharePercent: "33.30" },
      ];
      const message =
        "The shares on 01/10/2026 (KENT 66.60, ESSEX 33.30) come to 99.90, not 100.00: 0.10 belongs to nobody. Give it to one of the forces.";
      expect((await act("proposeSaving", proposal({ shares }))).userErrors).toEqual([
        { code: "SHARES_NOT_100", field: ["shares"], message },
      ]);
      const id = await propose();
      expect((await act("apportionSaving", { ...(await current(id)), shares })).userErrors[0]?.message).toBe(message);
      expect(await read(id, "shares { sharePercent }")).toEqual({
        shares: [{ sharePercent: "50.00" }, { sharePercent: "50.00" }],
      });
    });

    test("a saving with unallocated shares cannot be VALIDATED", async () => {
      const id = await secured({ shares: [{ force: "KENT", sharePercent: "100", validTo: "2028-09-30" }] });
      await sign(id, "budgetHolder", "BUDGET_HOLDER");
      await sign(id, "finance", "FORCE_FINANCE", { budgetCode: "KE4410" });
      await sign(id, "head", "HEAD_OF_PROCUREMENT");
      const refused = await move(id, "VALIDATED");
      expect(refused.userErrors).toEqual([
        {
          code: "SHARES_NOT_100",
          field: ["stage"],
          message:
            "On 01/10/2028 the forces' shares come to 0.00, not 100.00, so the saving cannot be VALIDATED. Share out every day of its term (apportionSaving), or keep the stage at SECURED.",
        },
      ]);
    });

    test("the proposer may not approve", async () => {
      const id = await secured();
      const { userErrors } = await sign(id, "proposer", "HEAD_OF_PROCUREMENT");
      const { reference } = await read<{ reference: string }>(id, "reference");
      expect(userErrors).toEqual([
        {
          code: "PROPOSER_MAY_NOT_APPROVE",
          field: ["role"],
          message: `You proposed ${reference} as it stands (its values or shares), so you may not sign it off. Ask a colleague to sign as HEAD_OF_PROCUREMENT.`,
        },
      ]);
      expect(await read(id, "signOffs { role } signOffState")).toEqual({ signOffs: [], signOffState: "NONE" });
    });

    test("whoever changes the values last becomes the proposer", async () => {
      const id = await secured();
      const apportioned = await act(
        "apportionSaving",
        { ...(await current(id)), shares: [{ force: "KENT", sharePercent: "100" }] },
        "head",
      );
      expect(codes(apportioned)).toEqual([]);
      expect(await read(id, "proposedBy")).toEqual({ proposedBy: "Head of procurement" });
      expect(codes(await sign(id, "head", "HEAD_OF_PROCUREMENT"))).toEqual(["PROPOSER_MAY_NOT_APPROVE"]);
      expect(codes(await sign(id, "proposer", "HEAD_OF_PROCUREMENT"))).toEqual([]);
    });

    test("an end before the start is refused, with everything else that is wrong, and nothing is kept", async () => {
      const answer = await act(
        "proposeSaving",
        proposal({
          reference: " ",
          contract: "C-99",
          leadForce: "NOWHERE",
          baselineValue: "1.234",
          endsOn: "2026-09-30",
          category: "category_99",
          stage: "VALIDATED",
          implementationCost: "-1",
        }),
      );
      expect(codes(answer)).toEqual([
        "REQUIRED",
        "UNKNOWN_FORCE",
        "UNKNOWN_CONTRACT",
        "UNKNOWN_CATEGORY",
        "NOT_MONEY",
        "NEGATIVE_COST",
      ]);
      const dates = await act(
        "proposeSaving",
        proposal({ reference: "E-1", endsOn: "2026-09-30", stage: "VALIDATED" }),
      );
      expect(dates.userErrors.map(({ code, message }) => [code, message])).toEqual([
        [
          "STAGE_TOO_SOON",
          "A new saving starts as IDEA or PIPELINE, not as VALIDATED. Record it as PIPELINE, add its evidence and sign-offs, and move it on.",
        ],
        [
          "ENDS_BEFORE_START",
          "The saving ends on 30/09/2026, before it starts on 01/10/2026. Correct one of the two dates.",
        ],
        expect.arrayContaining(["BUDGET_CODE_MISSING"]),
      ]);
      expect(await database.sql(`select from savings where reference = 'E-1'`)).toEqual([]);
    });

    test("finance confirms CASHABLE only with a budget code", async () => {
      const id = await secured();
      const { reference } = await read<{ reference: string }>(id, "reference");
      expect((await sign(id, "finance", "FORCE_FINANCE", { budgetCode: "  " })).userErrors).toEqual([
        {
          code: "BUDGET_CODE_MISSING",
          field: ["budgetCode"],
          message: `${reference} is CASHABLE: finance confirms it with the code of the budget that is reduced. Give the budget code, or reject the saving and say why.`,
        },
      ]);
      const other = await secured({ savingClass: "COST_AVOIDANCE" });
      expect(codes(await sign(other, "finance", "FORCE_FINANCE"))).toEqual([]);
    });

    test.each<[string, Who, string, Record<string, unknown>, string[]]>([
      [
        "a budget holder with a budget code",
        "budgetHolder",
        "BUDGET_HOLDER",
        { budgetCode: "B" },
        ["BUDGET_CODE_IS_FINANCES"],
      ],
      ["a rejection without a word", "head", "HEAD_OF_PROCUREMENT", { decision: "REJECTED" }, ["COMMENT_MISSING"]],
    ])("%s does not sign off", async (_title, who, role, more, expected) => {
      expect(codes(await sign(await secured(), who, role, more))).toEqual(expected);
    });

    test("one person signs in one role only, and nobody before SECURED", async () => {
      const id = await secured();
      await sign(id, "finance", "FORCE_FINANCE", { budgetCode: "KE1" });
      expect(codes(await sign(id, "finance", "BUDGET_HOLDER"))).toEqual(["ALREADY_SIGNED"]);
      expect(codes(await sign(await propose(), "head", "HEAD_OF_PROCUREMENT"))).toEqual(["NOT_SECURED"]);
    });

    test.each<[string, Record<string, unknown>[], string[]]>([
      ["none", [], ["SHARES_MISSING"]],
      ["of an unknown force", [{ force: "NOBODY", sharePercent: "100" }], ["UNKNOWN_FORCE"]],
      ["with three decimals", [{ force: "KENT", sharePercent: "33.333" }], ["NOT_A_SHARE"]],
      ["of nothing", [{ force: "KENT", sharePercent: "0" }], ["NOT_A_SHARE"]],
      ["over 100", [{ force: "KENT", sharePercent: "100.01" }], ["NOT_A_SHARE"]],
      [
        "that end before they start",
        [{ force: "KENT", sharePercent: "100", validTo: "2026-09-30" }],
        ["ENDS_BEFORE_START"],
      ],
      ["of a force that is no more", [{ force: "OLD", sharePercent: "100" }], ["FORCE_NOT_THERE"]],
      [
        "of one force twice",
        [
          { force: "KENT", sharePercent: "50" },
          { force: "KENT", sharePercent: "50", validFrom: "2027-04-01" },
        ],
        ["SHARES_OVERLAP"],
      ],
      [
        "that fall short from a later day on",
        [
          { force: "KENT", sharePercent: "50" },
          { force: "ESSEX", sharePercent: "50", validTo: "2027-03-31" },
        ],
        ["SHARES_NOT_100"],
      ],
    ])("shares are refused: %s", async (_title, shares, expected) => {
      const id = await propose();
      expect(codes(await act("apportionSaving", { ...(await current(id)), shares }))).toEqual(expected);
    });

    test("a move over stages, back without a reason, or on an old version is refused", async () => {
      const id = await secured();
      expect((await move(id, "REALISED")).userErrors.map(({ message }) => message)).toContain(
        "A saving does not go from SECURED to REALISED. From SECURED it goes to VALIDATED, PIPELINE, IDEA, REJECTED, LAPSED.",
      );
      expect(codes(await move(id, "PIPELINE"))).toEqual(["REASON_MISSING"]);
      expect(codes(await move(id, "REJECTED"))).toEqual(["REASON_MISSING"]);
      expect(codes(await move(id, "PIPELINE", "The contract was annulled"))).toEqual([]);
      expect(codes(await act("moveSavingStage", { saving: id, version: 1, stage: "IDEA", reason: "x" }))).toEqual([
        "CHANGED_SINCE",
      ]);
      expect(codes(await act("moveSavingStage", { saving: "contract_1", version: 1, stage: "IDEA" }))).toEqual([
        "UNKNOWN_SAVING",
      ]);
    });

    test("evidence has a title, and a link that is one", async () => {
      const id = await propose();
      const add = (title: string, link: string) => act("addSavingEvidence", { saving: id, kind: "OTHER", title, link });
      expect(codes(await add(" ", "javascript:alert(1)"))).toEqual(["REQUIRED", "NOT_A_LINK"]);
      expect(codes(await add("x".repeat(501), ""))).toEqual(["TOO_LONG"]);
    });

    test("a viewer changes nothing", async () => {
      const id = await propose();
      const ctx = await aContext(database, { role: "VIEWER", subject: "viewer" });
      await expect(
        ask(
          ctx,
          `mutation { moveSavingStage(input: { saving: "${id}", version: 1, stage: IDEA }) { userErrors { code } } }`,
        ),
      ).rejects.toThrow("may look at figures but not change them");
    });
  });

  describe("a sign-off", () => {
    test("lapses when the shares change, is kept, and is asked for again", async () => {
      const id = await secured();
      await sign(id, "budgetHolder", "BUDGET_HOLDER");
      const shares = [{ force: "KENT", sharePercent: "100" }];
      expect(codes(await act("apportionSaving", { ...(await current(id)), shares }))).toEqual([]);
      expect(await read(id, "signOffState signOffs { role supersededBecause }")).toEqual({
        signOffState: "LAPSED",
        signOffs: [{ role: "BUDGET_HOLDER", supersededBecause: "The shares changed." }],
      });
      expect((await move(id, "VALIDATED")).userErrors[0]?.message).toContain("The one that was given lapsed");
    });

    test("stands while shares are given again as they are", async () => {
      const id = await secured();
      await sign(id, "head", "HEAD_OF_PROCUREMENT");
      const shares = [
        { force: "ESSEX", sharePercent: "50.0" },
        { force: "KENT", sharePercent: "50" },
      ];
      const before = await current(id);
      expect(codes(await act("apportionSaving", { ...before, shares }))).toEqual([]);
      expect(await current(id)).toEqual(before);
      expect(await read(id, "signOffState")).toEqual({ signOffState: "PARTLY" });
    });

    test.each([
      "baseline_value = 1",
      "new_value = 1",
      "implementation_cost = 1",
      "saving_class = 'COST_AVOIDANCE'",
      "ends_on = '2027-01-01'",
    ])("lapses with %s, by whatever way it is written", async (assignment) => {
      const id = await secured();
      await sign(id, "head", "HEAD_OF_PROCUREMENT");
      const key = id.replace("saving_", "");
      await database.sql(`update savings set note = 'x' where id = $1`, [key]);
      expect(await read(id, "signOffState")).toEqual({ signOffState: "PARTLY" });
      await database.sql(`update savings set ${assignment} where id = $1`, [key]);
      expect(await read(id, "signOffState")).toEqual({ signOffState: "LAPSED" });
      await database.sql(`update savings set deleted_at = now() where id = $1`, [key]);
    });

    test("cannot be rewritten by the application, or taken back", async () => {
      const { database: application } = await aContext(database);
      await expect(application.rows(`update saving_sign_offs set decision = 'APPROVED'`)).rejects.toThrow(
        "permission denied",
      );
      await expect(application.rows(`delete from saving_sign_offs`)).rejects.toThrow("permission denied");
    });

    test("that rejects blocks the gate, and takes a saving that counts back to SECURED", async () => {
      const id = await validated();
      const rejected = await sign(id, "finance", "FORCE_FINANCE", {
        decision: "REJECTED",
        comment: "No budget was reduced",
      });
      expect(rejected.saving?.stage).toBe("SECURED");
      expect((await move(id, "VALIDATED")).userErrors[0]).toMatchObject({
        code: "SIGN_OFF_REJECTED",
        message: expect.stringMatching(
          /^The lead force's finance rejected the saving on .* \("No budget was reduced"\)/,
        ) as string,
      });
      expect(codes(await sign(id, "finance", "FORCE_FINANCE", { budgetCode: "KE4410" }))).toEqual([]);
      expect(codes(await move(id, "VALIDATED"))).toEqual([]);
    });

    test("keeps a saving that counts from being shared out anew", async () => {
      const id = await validated();
      const shares = [{ force: "KENT", sharePercent: "100" }];
      const { userErrors } = await act("apportionSaving", { ...(await current(id)), shares });
      expect(userErrors.map(({ code, message }) => [code, message])).toEqual([
        [
          "SIGN_OFFS_LAPSE",
          "Shares cannot change while the saving is VALIDATED, because the sign-offs were given for it as it was. Move it to SECURED (with a reason) first or in the same change; then have it signed off again.",
        ],
      ]);
    });
  });

  describe("a typed profile", () => {
    const phases = [
      { period: "2026-27 Q3", amount: "100000.00" },
      { period: "2027-28 Q1", amount: "19999.99" },
    ];

    test("must add up, or hears by how much it does not", async () => {
      const id = await propose();
      const refused = await act("phaseSaving", { ...(await current(id)), phases });
      expect(codes(refused)).toEqual(["VALUE_FOR_THE_WHOLE", "VALUE_FOR_THE_WHOLE"]);
      const whole = { baselineValue: "620000", newValue: "500000" };
      const off = await act("phaseSaving", { ...(await current(id)), phases, ...whole });
      expect(off.userErrors).toEqual([
        {
          code: "PHASES_DO_NOT_ADD_UP",
          field: ["phases"],
          message:
            "The phases typed in for this saving come to £0.01 less than baseline less new value less implementation cost. For MANUAL these are of the whole: change them together with the phases (phaseSaving).",
        },
      ]);
      const done = await act("phaseSaving", { ...(await current(id)), phases, ...whole, newValue: "500000.01" });
      expect(codes(done)).toEqual([]);
      expect(
        await read(id, "phasingMethod lifeSaving fullYearEffect phases { period amount } forceAmounts { amount }"),
      ).toEqual({
        phasingMethod: "MANUAL",
        lifeSaving: "119999.99",
        fullYearEffect: null,
        phases: phases,
        forceAmounts: ["50000.00", "50000.00", "9999.99", "10000.00"].map((amount) => ({ amount })),
      });
    });

    test.each<[string, { period: string; amount: string }[], string[]]>([
      ["before the start", [{ period: "2026-27 Q2", amount: "1" }], ["BEFORE_START"]],
      ["with half pennies", [{ period: "2026-27 Q3", amount: "0.005" }], ["NOT_MONEY"]],
      [
        "with a quarter twice",
        [
          { period: "2026-27 Q3", amount: "1" },
          { period: "2026/27 Q3", amount: "1" },
        ],
        ["PERIOD_TWICE"],
      ],
    ])("is refused %s", async (_title, given, expected) => {
      const id = await propose();
      const values = { baselineValue: "1", newValue: "0" };
      expect(codes(await act("phaseSaving", { ...(await current(id)), phases: given, ...values }))).toEqual(expected);
    });

    test("comes with the proposal", async () => {
      const id = await propose({ phasingMethod: "MANUAL", phases, newValue: "500000.01", endsOn: null });
      expect(await read(id, "lifeSaving")).toEqual({ lifeSaving: "119999.99" });
      expect(codes(await act("proposeSaving", proposal({ phases })))).toEqual(["PHASES_ARE_WORKED_OUT"]);
    });
  });

  test("one of two who change a saving at the same time is told", async () => {
    const id = await propose();
    const both = await current(id);
    const answers = await Promise.all(
      ["60", "70"].map((kent) =>
        act("apportionSaving", {
          ...both,
          shares: [
            { force: "KENT", sharePercent: kent },
            { force: "ESSEX", sharePercent: String(100 - Number(kent)) },
          ],
        }),
      ),
    );
    expect(answers.map(codes).sort()).toEqual([[], ["CHANGED_SINCE"]]);
  });

  test("the checks find what is not as it must be", async () => {
    const { database: application } = await aContext(database);
    const id = await aSaving(database, {
      reference: "BROKEN",
      stage: "VALIDATED",
      baseline_value: "100.00",
      new_value: "40.00",
    });
    await database.sql(`insert into saving_phases values ($1, 2026, 1, 30.00), ($1, 2026, 2, 29.00)`, [id]);
    await database.sql(
      `insert into saving_force_amounts select $1, 2026, 1, id, 29.99 from forces where code = 'KENT'`,
      [id],
    );
    const { savingChecks: found } = await ask<{ savingChecks: { check: string; message: string }[] }>(
      await aContext(database),
      `{ savingChecks { check reference message } }`,
    );
    expect(found.map(({ check, message }) => `${check} ${message}`)).toEqual([
      "PHASES BROKEN: its phases come to £59.00, not to the £60.00 that it saves over its life.",
      "FORCE_AMOUNTS BROKEN: the forces' amounts of 2026-27 Q1 come to £29.99, not to £30.00.",
      "ALLOCATION BROKEN: it is VALIDATED, and £29.00 of 2026-27 Q2 belongs to no force.",
      "SHARES BROKEN: its shares on 01/04/2026 come to 0.00, not 100.00.",
      "TOTALS 2026-27 Q1: savings counted once come to £30.00, the forces' amounts to £29.99.",
      "TOTALS 2026-27 Q2: savings counted once come to £29.00, the forces' amounts to £0.00.",
    ]);
    await database.sql(`update savings set deleted_at = now() where id = $1`, [id]);
    expect(await savingChecks(application)).toEqual([]);
  });
});
