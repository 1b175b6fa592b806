// Waiting: for another attempt, for the connection, for whoever has gone away, for a face on the
// screen, for a meant tap.

import { Unreachable } from "./api.js";

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

export function backoffMs(failures, random = Math.random) {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return most * (0.5 + random() / 2);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits *ms*, or until the device says that it is online again or the page is looked at again. */
export function pauseUnlessOnline(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", seen);
      resolve();
    }
    function seen() {
      if (!document.hidden) done();
    }
    addEventListener("online", done);
    document.addEventListener("visibilitychange", seen);
  });
}

/** What *attempt* resolves to, once the server is reached. Ends without where *goesOn* says false:
 * it is asked after each failure. */
export async function reach(attempt, goesOn) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (goesOn() === false) return null;
      await pauseUnlessOnline(backoffMs(failures));
    }
  }
}

// For less, nobody has gone on with another device.
const AWAY_MS = 5000; // out of sight
const UNTOUCHED_MS = 60_000; // in sight

/** Calls *look* when the page is looked at or touched again after a while. */
export function onReturn(look) {
  let last = Date.now(); // other clocks stand still while a device sleeps
  const wasLongerThan = (ms) => {
    const now = Date.now();
    const is = !(Math.abs(now - last) <= ms);
    last = now;
    return is;
  };
  document.addEventListener("visibilitychange", () => {
    if (wasLongerThan(document.hidden ? Infinity : AWAY_MS)) look();
  });
  for (const touched of ["pointerdown", "keydown"]) {
    addEventListener(touched, () => wasLongerThan(UNTOUCHED_MS) && look(), { capture: true });
  }
  addEventListener("pageshow", ({ persisted }) => persisted && look());
}

// A finger that comes down sooner was still answering the face before: half of a double tap.
const TOO_SOON_MS = 120;

/** Resolves in the frame that paints what was just put into the page; not while it is hidden. */
export const painted = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Resolves once what is painted has been there long enough for a tap to be meant. */
export const unlessTooSoon = () => pause(TOO_SOON_MS);
