import { Big } from "big.js";

/**
 * An exact amount of money, as a decimal string with two decimals: "1250.00", "-3.05".
 * Unit: pounds unless the row says otherwise. Never a JavaScript number.
 */
export type Money = string;

const plainDecimal = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;

/** True for a plain decimal number ("1250", "-3.05"); no exponent, no separators. */
export const isDecimal = (text: string): boolean => plainDecimal.test(text);

/** The amount with exactly two decimals, or null if it has more, is not a decimal, or has over 12 digits before the point. */
export function moneyFrom(text: string): Money | null {
  const trimmed = text.trim();
  if (!isDecimal(trimmed)) return null;
  const amount = new Big(trimmed.replace("+", ""));
  if (!amount.eq(amount.round(2)) || amount.abs().gte("1000000000000")) return null;
  return amount.toFixed(2);
}

export const plus = (a: Money, b: Money): Money => new Big(a).plus(b).toFixed(2);
export const minus = (a: Money, b: Money): Money => new Big(a).minus(b).toFixed(2);
export const total = (amounts: readonly Money[]): Money =>
  amounts.reduce((sum, amount) => sum.plus(amount), new Big(0)).toFixed(2);
export const sameMoney = (a: Money, b: Money): boolean => new Big(a).eq(b);

/** Whole pennies; the amount must have at most two decimals. */
export const pennies = (amount: Money): bigint => BigInt(new Big(amount).times(100).toFixed(0));
export function fromPennies(amount: bigint): Money {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, "0");
  return `${amount < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/**
 * Splits an amount by weights so that the parts add up to it exactly.
 *
 * Shape:  one part per weight, in the same order; weights are decimal strings, not negative, not all zero.
 * Unit:   pounds and pence. Every part is rounded towards zero, and the pennies left over go one each to the parts with
 *         the largest remainders (the earlier part first where remainders are equal).
 * Errors: throws RangeError if no weight is above zero.
 * Source: largest remainder, product rule 4.
 */
export function split(amount: Money, weights: readonly string[]): Money[] {
  const all = pennies(amount);
  const magnitude = all < 0n ? -all : all;
  const scaled = weights.map((weight) => BigInt(new Big(weight).times(10_000).toFixed(0)));
  const sum = scaled.reduce((a, b) => a + b, 0n);
  if (sum <= 0n) throw new RangeError("An amount cannot be split by weights that are all zero.");
  const parts = scaled.map((weight) => (magnitude * weight) / sum);
  const remainders = scaled.map((weight, index) => ({ index, rest: (magnitude * weight) % sum }));
  const left = Number(magnitude - parts.reduce((a, b) => a + b, 0n));
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of remainders.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts.map((part) => fromPennies(all < 0n ? -part : part));
}
