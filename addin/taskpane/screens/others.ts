/** The screens that come after the first, together: they share most of what they are made of. */
export { Changes } from "./changes/Changes.js";
export { Adopt } from "./data/Adopt.js";
export { Data } from "./data/Data.js";
export { LinkCell } from "./data/LinkCell.js";
export { Pull } from "./data/Pull.js";
export { History } from "./history/History.js";
export { Settings } from "./settings/Settings.js";
