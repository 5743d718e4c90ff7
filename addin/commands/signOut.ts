import { leaveSession } from "../api/session.js";
import { done, type Outcome } from "./outcome.js";

/** Forgets the token. The workbook keeps its tables and edits. */
export function signOut(): Outcome {
  leaveSession();
  return done("Signed out. Tables and edits stay in the workbook.");
}
