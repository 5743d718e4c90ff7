import type { CalculationMode } from "../../host/excel/model.js";
import type { FileXmlPart } from "./workbookFile.js";
import { walkXml, xmlText } from "./xml.js";

/** What the host keeps of a workbook and an .xlsx file has no other place for. */
export interface WorkbenchPart {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly documentSettings: Readonly<Record<string, string>>;
  readonly calculationMode: CalculationMode;
}

const NAMESPACE = "urn:sevenfold:workbench:1";
const ID = "{5E7EF01D-0001-4000-8000-000000000001}";

/** Other programs carry XML parts that they do not know along, so the settings travel with the file. */
export function workbenchXmlPart(part: WorkbenchPart): FileXmlPart {
  return { id: ID, xml: `<workbench xmlns="${NAMESPACE}">${xmlText(JSON.stringify(part))}</workbench>` };
}

/** Takes the part out of the file's others; null when there is none, or it cannot be read. */
export function takeWorkbenchPart(parts: readonly FileXmlPart[]): {
  readonly part: WorkbenchPart | null;
  readonly others: readonly FileXmlPart[];
} {
  const own = parts.find(({ xml }) => xml.includes(`"${NAMESPACE}"`));
  const others = parts.filter((one) => one !== own);
  if (!own) return { part: null, others };
  let json = "";
  walkXml(own.xml, { text: (text) => (json += text) });
  try {
    const {
      settings = {},
      documentSettings = {},
      calculationMode = "Automatic",
    } = JSON.parse(json) as Partial<WorkbenchPart>;
    return { part: { settings, documentSettings, calculationMode }, others };
  } catch {
    return { part: null, others };
  }
}
