import { createPlainTable, type PlainTable } from "../workbook/plainTable.js";
import { done, failed, type Outcome } from "./outcome.js";

/** Invented rows that look like a pull, to see what a table is like before anybody has signed in. Nothing of it is on a server. */
const SAMPLE: PlainTable = {
  label: "Sample contracts",
  columns: [
    { heading: "Reference", type: "TEXT" },
    { heading: "Title", type: "TEXT" },
    { heading: "Lead force", type: "TEXT" },
    { heading: "Current end", type: "DATE" },
    { heading: "Annual value (£)", type: "MONEY" },
    { heading: "Collaboration level", type: "TEXT" },
    { heading: "Status", type: "TEXT" },
  ],
  rows: [
    ["SAMPLE-01", "Body armour", "KENT", "2027-03-31", "412500.00", "SEVEN_FORCE", "LIVE"],
    ["SAMPLE-02", "Vehicle fuel", "ESSEX", "2026-12-31", "1930000.00", "NATIONAL_FRAMEWORK", "EXPIRING"],
    ["SAMPLE-03", "Forensic laboratory services", "NORFOLK", "2028-09-30", "865000.00", "SUB_REGIONAL", "LIVE"],
    ["SAMPLE-04", "Uniform laundry", "SUFFOLK", "2026-09-30", "48250.50", "LOCAL", "EXPIRED_IN_USE"],
    ["SAMPLE-05", "Custody healthcare", "HERTS", "2029-03-31", "2310000.00", "SUB_REGIONAL", "LIVE"],
    ["SAMPLE-06", "Translation and interpreting", "CAMBS", "2027-06-30", "275000.00", "REGIONAL", "IN_EXTENSION"],
    ["SAMPLE-07", "Drone maintenance", "BEDS", null, null, "LOCAL", "PIPELINE"],
  ],
};

/** Writes the sample on a sheet of its own. Needs no server and no sign-in. */
export async function openSample(): Promise<Outcome> {
  try {
    const sheetName = await createPlainTable(SAMPLE);
    return done(
      `Wrote sheet ${sheetName}: invented rows, linked to nothing. Sort, filter and edit them; delete the sheet when you have seen enough.`,
    );
  } catch (error) {
    return failed(error);
  }
}
