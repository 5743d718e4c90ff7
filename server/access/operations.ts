import { type Act } from "./matrix.js";

/**
 * What each query and mutation takes: an act, or one of several; SIGNED_IN for what everybody who is signed in may do about
 * themselves; OPEN for what comes before a sign-in. The services ask for it; the tests walk the schema and hold them to it.
 */
export type Takes = Act | readonly Act[] | "SIGNED_IN" | "OPEN";

const taking = <Names extends string>(takes: Takes, names: readonly Names[]): Record<Names, Takes> =>
  Object.fromEntries(names.map((name) => [name, takes])) as Record<Names, Takes>;

/** The acts that changing some field of some dataset takes; which of them, the row and the field say. */
const PUBLISHING = ["figures:write", "savings:approve", "suppliers:write"] as const;

export const operations: Readonly<Record<string, Takes>> = {
  ...taking("OPEN", ["viewer", "localSignInPeople", "signInOptions", "signInLocally"]),
  ...taking("SIGNED_IN", ["createPersonalAccessToken", "revokePersonalAccessToken"]),

  ...taking("organisations:read", ["forces", "force", "collaborations", "authorityNamed"]),
  ...taking("figures:read", [
    ...["contracts", "contract", "pipelineItems", "pipelineItem", "procurementThresholds"],
    ...["suppliers", "supplier", "supplierMatchProposals", "categories"],
    ...["savings", "saving", "savingChecks", "savingSummary", "savingsUnder", "savingContributions"],
    ...["supplierClaims", "waivers", "socialValueCommitments", "socialValueProxies"],
    ...["spendLines", "unmatchedSpend", "spendThresholds", "influenceableRules", "areas"],
    ...["kpiDefinitions", "kpiFigures", "kpiContributions", "kpiBySupplier", "kpiFiguresAsAt"],
    ...["aggregationOpportunities", "aggregationRates"],
    ...["sheet", "sheetCount", "datasets", "lookup", "cells", "contractCells", "kpiCells", "suggestColumns"],
    ...["contractRows", "savingRows", "kpiRows", "pipelineRows", "supplierRows", "spendRows"],
    ...["claimRows", "waiverRows", "socialValueRows"],
    ...["node", "history", "valuesAtQuarters", "publishes"],
  ]),
  ...taking("audit:read", ["auditEntries"]),
  ...taking("people:read", ["people"]),

  ...taking("figures:write", [
    ...["registerContract", "amendContract", "recordContractEvent", "exerciseExtension", "declineExtension"],
    ...["planPurchase", "setPipelineForces", "setPipelineStage", "recordEngagement", "awardPipelineItem"],
    ...["proposeSaving", "addSavingEvidence", "moveSavingStage", "apportionSaving", "phaseSaving", "withdrawSaving"],
    ...["recordSupplierClaim", "requestWaiver", "commitSocialValue", "recordSocialValueDelivery", "confirmSpendMatch"],
  ]),
  ...taking(PUBLISHING, ["previewChanges", "publishChanges"]),
  // A colleague's publish takes more: see the service.
  ...taking(["publishes:undo-own", "publishes:undo"], ["previewUndoPublish", "undoPublish"]),
  ...taking("imports:run", ["importContracts", "loadSpend"]),
  ...taking("suppliers:write", ["confirmSupplierMatch", "rejectSupplierMatch", "setSupplierAddress"]),
  ...taking("suppliers:merge", ["mergeSuppliers", "unmergeSuppliers"]),
  ...taking(["savings:approve", "savings:endorse"], ["signOffSaving"]),
  ...taking("waivers:decide", ["decideWaiver"]),
  ...taking("targets:write", [
    ...["setKpiTarget", "overrideKpiRag", "loadSocialValueProxies", "setAuthorityPayment", "setProcurementThreshold"],
    ...["setAggregationRate", "endAggregationRate", "saveArea", "setForceAreas"],
    ...["addInfluenceableRule", "endInfluenceableRule", "setSpendThreshold", "endSpendThreshold"],
  ]),
  ...taking("organisations:write", [
    "addForce",
    "addCollaboration",
    "setCollaborationMember",
    "addAuthority",
    "succeedForce",
    "succeedAuthority",
    "addAuthorityAlias",
  ]),
  ...taking("people:write", [
    ...["addPerson", "linkAccount", "unlinkAccount", "grantMembership", "endMembership", "erasePerson"],
  ]),
};
