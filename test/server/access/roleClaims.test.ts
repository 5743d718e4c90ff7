import fc from "fast-check";
import { claimedRoles } from "../../../server/access/roleClaims.js";

test.each([
  ["a role and a force", ["Editor.KENT"], null, ["EDITOR.KENT"]],
  [
    "any way of writing a role",
    ["FINANCE_APPROVER.KENT", "headOfProcurement.SEVEN"],
    null,
    ["FINANCE_APPROVER.KENT", "HEAD_OF_PROCUREMENT.SEVEN"],
  ],
  ["a force in small letters", ["Viewer.kent"], null, ["VIEWER.KENT"]],
  ["a role twice once", ["Viewer.KENT", "VIEWER.kent"], null, ["VIEWER.KENT"]],
  ["no role without a place, from a provider for all forces", ["Administrator"], null, []],
  ["a role without a place in the force whose provider it is", ["Administrator"], "KENT", ["ADMINISTRATOR.KENT"]],
  ["no role in another force", ["Editor.ESSEX", "Editor.KENT"], "KENT", ["EDITOR.KENT"]],
  ["no unknown role", ["Owner.KENT", "constructor.KENT", "__proto__.KENT", "toString"], "KENT", []],
  ["nothing that is no list", "Editor.KENT", "KENT", []],
  ["nothing that is no text", [1, null, ["Editor.KENT"], { role: "Editor" }], "KENT", []],
  ["nothing with more after it", ["Editor.KENT.X", "Editor.KENT; drop table", "Editor.KENT\n"], "KENT", []],
])("reads %s", (_title, roles, forceCode, expected) => {
  expect(claimedRoles(roles, forceCode).map(({ role, place }) => `${role}.${place}`)).toEqual(expected);
});

const known = [
  "VIEWER",
  "EDITOR",
  "FINANCE_APPROVER",
  "CATEGORY_MANAGER",
  "HEAD_OF_PROCUREMENT",
  "AUDITOR",
  "ADMINISTRATOR",
];
/** Texts near the real ones, so that some are understood. */
const text = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.constantFrom("Editor", "auditor", "ADMINISTRATOR", "Finance Approver", "valueOf"),
      fc.constantFrom("", ".KENT", ".ESSEX", ".", "..KENT"),
    )
    .map((parts) => parts.join("")),
);

test("never fails, and gives only known roles, in the provider's own force only", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.array(fc.oneof(text, fc.anything()))), (roles) => {
      for (const { role, place } of claimedRoles(roles, "KENT")) {
        expect(known).toContain(role);
        expect(place).toBe("KENT");
      }
      for (const { role, place } of claimedRoles(roles, null)) {
        expect(known).toContain(role);
        expect(place).toMatch(/^[A-Z0-9_]{2,20}$/);
      }
    }),
    { numRuns: 2_000 },
  );
});
