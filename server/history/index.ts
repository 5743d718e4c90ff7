import { HistoryResolver } from "./history.resolver.js";

export const historyResolvers = [HistoryResolver] as const;
export { asRecorded, asRecordedDirective, recordedMoments } from "./asRecorded.js";
export { HistoryEntry } from "./history.types.js";
