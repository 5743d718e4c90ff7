/**
 * What `Office.context.requirements.isSetSupported` says.
 *
 * The manifest requires ExcelApi 1.14 and SharedRuntime 1.1, so an honest "we have a part of it" would keep the add-in from
 * starting. The claim is therefore 1.14, decided as: the members this add-in calls are implemented with Excel's behaviour,
 * and every other member of the set fails by its name (ApiNotFound, "This host does not implement Worksheet.charts.").
 * Nothing is answered quietly that is not done. Higher sets are not claimed.
 *
 * RichApiRuntime and CustomFunctions are no sets of the documentation; they choose variants of the protocol.
 */
export const REQUIREMENT_SETS: Readonly<Record<string, string>> = {
  ExcelApi: "1.14",
  SharedRuntime: "1.1",
  CustomFunctionsRuntime: "1.3",
  CustomXmlParts: "1.1",
  Settings: "1.1",
  DialogApi: "1.2",
  RibbonApi: "1.1",
  AddinCommands: "1.1",
  CustomFunctions: "1.8",
  RichApiRuntime: "1.2",
  RichApiRuntimeFlag: "1.2",
};
