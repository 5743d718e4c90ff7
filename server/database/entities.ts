import { ForceEntity } from "../forces/force.entity.js";

/** Every stored class. A list, not a folder scan, so that start-up, tests and a bundle see the same ones. */
export const entities = [ForceEntity];
