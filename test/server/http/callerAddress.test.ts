import { type IncomingMessage } from "node:http";
import { addressOf } from "../../../server/http/callerAddress.js";

const asked = (remoteAddress: string, forwarded?: string) =>
  ({
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
    socket: { remoteAddress },
  }) as unknown as IncomingMessage;

test.each([
  ["the connection's, where no proxy is ours", asked("10.0.0.1", "1.2.3.4"), 0, "10.0.0.1"],
  ["what our one proxy saw", asked("10.0.0.1", "9.9.9.9, 1.2.3.4"), 1, "1.2.3.4"],
  ["what the first of our two proxies saw", asked("10.0.0.1", "9.9.9.9, 1.2.3.4, 10.0.0.2"), 2, "1.2.3.4"],
  ["the connection's, where the proxy says nothing", asked("10.0.0.1"), 1, "10.0.0.1"],
  ["the connection's, where fewer proxies spoke than are ours", asked("10.0.0.1", "1.2.3.4"), 2, "10.0.0.1"],
  ["IPv4 written as IPv6", asked("::ffff:10.0.0.1"), 0, "10.0.0.1"],
  ["one for a whole IPv6 network", asked("2001:db8:1:2:aaaa::1"), 0, "2001:db8:1:2::/64"],
  ["the same for a neighbour in it", asked("2001:DB8:1:2:bbbb:1:2:3"), 0, "2001:db8:1:2::/64"],
  ["this machine's own", asked("::1"), 0, "0:0:0:0::/64"],
])("is %s", (_title, request, hops, expected) => {
  expect(addressOf(request, hops)).toBe(expected);
});
